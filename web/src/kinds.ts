// How claim types, statuses and marks look: shape tells the kind of event, filling its status. Names are in texts/.

export type Shape = "flag" | "cross" | "burst" | "triangle" | "ring" | "arrow" | "person" | "diamond" | "bars";

export interface Family {
  id: string;
  types: readonly string[];
  shape: Shape;
  colour: string;
}

/** Kinds of events that share a symbol; the colours are those of the timeline's bars, told apart by colour-blind eyes. */
export const FAMILIES: readonly Family[] = [
  { id: "control", types: ["control_gain", "control_hold"], shape: "flag", colour: "#0072B2" },
  { id: "movement", types: ["offensive", "withdrawal", "deployment"], shape: "arrow", colour: "#56B4E9" },
  { id: "ground", types: ["clash"], shape: "cross", colour: "#D55E00" },
  { id: "air", types: ["air_strike"], shape: "triangle", colour: "#AA4499" },
  { id: "shelling", types: ["shelling", "explosion"], shape: "burst", colour: "#882255" },
  { id: "siege", types: ["encirclement", "presence", "contested"], shape: "ring", colour: "#8a939b" },
  { id: "civilians", types: ["evacuation", "displacement", "civilian_harm", "aid"], shape: "person", colour: "#117733" },
  { id: "losses", types: ["casualties", "detention", "materiel"], shape: "diamond", colour: "#CC6677" },
  { id: "agreements", types: ["route", "agreement"], shape: "bars", colour: "#999933" },
];

export const TYPES: readonly string[] = FAMILIES.flatMap((f) => f.types);

const BY_TYPE = new Map(FAMILIES.flatMap((f) => f.types.map((t) => [t, f] as const)));

export function familyOf(type: string): Family {
  return BY_TYPE.get(type) ?? (FAMILIES[5] as Family);
}

/** Moving towards, away and to a place share an arrow; a withdrawal points back. */
export function shapeOf(type: string): Shape {
  return familyOf(type).shape;
}

export const CERTAINTIES = ["stated", "hedged"] as const;

export const STATUSES = ["occurred", "ongoing", "expected", "hypothetical", "denied"] as const;

/** Beyond this radius an event is drawn as an area, not as a spot. */
export const AREA_KM = 15;
