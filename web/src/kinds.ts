// How claim types, statuses and sides look and are called; the program's own words are neutral.

export const TYPE_NAMES: Record<string, string> = {
  offensive: "Offensive", clash: "Clash", air_strike: "Air strike", shelling: "Shelling", explosion: "Explosion",
  control_gain: "Takes a place", control_hold: "Holds a place", presence: "Presence", contested: "Contested",
  withdrawal: "Withdrawal", encirclement: "Encirclement", route: "Road cut or opened", deployment: "Deployment",
  evacuation: "Evacuation", displacement: "Displacement", agreement: "Agreement", detention: "Detention",
  casualties: "Casualties", civilian_harm: "Civilian harm", materiel: "Materiel", aid: "Aid",
};

export type Shape = "flag" | "cross" | "burst" | "triangle" | "ring" | "arrow" | "person" | "diamond" | "bars";

export const SHAPES: Record<string, Shape> = {
  control_gain: "flag", control_hold: "flag", withdrawal: "arrow", contested: "ring", encirclement: "ring", route: "bars",
  clash: "cross", offensive: "arrow", air_strike: "triangle", shelling: "burst", explosion: "burst",
  deployment: "arrow", evacuation: "person", displacement: "person", civilian_harm: "person", aid: "person",
  casualties: "diamond", detention: "diamond", materiel: "diamond", presence: "ring", agreement: "bars",
};

export const FAMILIES: [name: string, types: string[], shape: Shape][] = [
  ["Control", ["control_gain", "control_hold"], "flag"],
  ["Movement", ["offensive", "withdrawal", "deployment"], "arrow"],
  ["Ground fighting", ["clash"], "cross"],
  ["Air strikes", ["air_strike"], "triangle"],
  ["Shelling, explosions", ["shelling", "explosion"], "burst"],
  ["Siege, presence, contested", ["encirclement", "presence", "contested"], "ring"],
  ["Civilians, aid", ["evacuation", "displacement", "civilian_harm", "aid"], "person"],
  ["Losses, detention, materiel", ["casualties", "detention", "materiel"], "diamond"],
  ["Roads, agreements", ["route", "agreement"], "bars"],
];

export const STATUSES = ["occurred", "ongoing", "expected", "hypothetical", "denied"] as const;

export const STATUS_NAMES: Record<string, string> = {
  occurred: "said to have happened", ongoing: "said to go on", expected: "expected", hypothetical: "possible",
  denied: "denied",
};

export function typeName(type: string): string {
  return TYPE_NAMES[type] ?? type;
}
