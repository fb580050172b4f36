// What is shown, kept in the address: a link is the view. One value, replaced as a whole; screens listen.

import { useEffect, useState } from "preact/hooks";
import type { Query } from "./data/shapes";

export const SCREENS = ["map", "reports", "sources", "places", "brief", "quality", "review", "add", "audit"] as const;
export type Screen = (typeof SCREENS)[number];
export type Control = "assessed" | "claimed" | "both" | "none";
export type Compare = "none" | "dates" | "views" | "diff";

export interface State {
  screen: Screen;
  /** The report, source or place that a screen shows. */
  id: string;
  event: string;
  /** The days shown; `to` is the day of the holders. Null `from`: everything so far. */
  from: string | null;
  to: string | null;
  known: string | null;
  at: [lat: number, lon: number, zoom: number] | null;
  types: string[];
  statuses: string[];
  side: string;
  source: string;
  words: string;
  control: Control;
  view: string;
  compare: Compare;
  day2: string | null;
  view2: string;
  by: "type" | "side";
  hidden: string[];
  theme: "" | "light" | "dark";
  language: "" | "en" | "ar";
  embed: boolean;
  /** A screen's own small state: search, facet, offset. */
  find: Record<string, string>;
  /** A view that was asked for and that there is not; never in the address. */
  noView: string;
}

export const START: State = {
  screen: "map", id: "", event: "", from: null, to: null, known: null, at: null, types: [], statuses: [], side: "", source: "", words: "",
  control: "assessed", view: "all", compare: "none", day2: null, view2: "claimed", by: "type", hidden: [], theme: "", language: "", embed: false, find: {}, noView: "",
};

const DAY = /^\d{4}-\d\d-\d\d$/;
const aDay = (text: string | null): string | null => (text && DAY.test(text) && !Number.isNaN(Date.parse(text)) ? text : null);
const list = (text: string | null): string[] => (text ? text.split(",").filter(Boolean) : []);

function among<T extends string>(text: string | null, values: readonly T[], other: T): T {
  return values.find((v) => v === text) ?? other;
}

/** Reads an address; whatever in it is not understood is left at its start value. */
export function parsed(text: string, path = "/"): State {
  const words = new URLSearchParams(text);
  const get = (name: string): string => words.get(name) ?? "";
  const spot = get("at").split(",").map(Number);
  const good = spot.length === 3 && spot.every(Number.isFinite) && Math.abs(spot[0] as number) <= 85 && Math.abs(spot[1] as number) <= 180;
  const find: Record<string, string> = {};
  for (const [name, value] of words) if (name.startsWith("f.")) find[name.slice(2)] = value;
  return {
    screen: among(get("screen"), SCREENS, "map"), id: get("id"), event: get("event"), from: aDay(words.get("from")), to: aDay(words.get("to")),
    known: aDay(words.get("known")), at: good ? (spot as [number, number, number]) : null, types: list(words.get("types")), statuses: list(words.get("statuses")),
    side: get("side"), source: get("source"), words: get("q"), control: among(get("control"), ["assessed", "claimed", "both", "none"], "assessed"),
    view: get("view") || "all", compare: among(get("compare"), ["none", "dates", "views", "diff"], "none"), day2: aDay(words.get("day2")),
    view2: get("view2") || "claimed", by: among(get("by"), ["type", "side"], "type"), hidden: list(words.get("hidden")),
    theme: among(get("theme"), ["", "light", "dark"], ""), language: among(get("lang"), ["", "en", "ar"], ""), embed: get("embed") === "1" || path.endsWith("/embed"), find, noView: "",
  };
}

/** The address of a state: only what differs from the start. */
export function written(state: State): string {
  const words = new URLSearchParams();
  const put = (name: string, value: string | null, start: string | null = ""): void => {
    if (value !== null && value !== start) words.set(name, value);
  };
  put("screen", state.screen, "map");
  put("id", state.id);
  put("event", state.event);
  put("from", state.from);
  put("to", state.to);
  put("known", state.known);
  put("at", state.at ? `${state.at[0].toFixed(4)},${state.at[1].toFixed(4)},${state.at[2].toFixed(2)}` : null);
  put("types", state.types.join(","));
  put("statuses", state.statuses.join(","));
  put("side", state.side);
  put("source", state.source);
  put("q", state.words);
  put("control", state.control, "assessed");
  put("view", state.view, "all");
  put("compare", state.compare, "none");
  if (state.compare !== "none") {
    put("day2", state.day2);
    put("view2", state.view2, "claimed");
  }
  put("by", state.by, "type");
  put("hidden", state.hidden.join(","));
  put("theme", state.theme);
  put("lang", state.language);
  if (state.embed) words.set("embed", "1");
  for (const [name, value] of Object.entries(state.find)) put(`f.${name}`, value);
  return words.toString();
}

/** The state with views that there are: an unknown one gives way to all sources, and is told of. */
export function withViews(s: State, sources: readonly string[], live: boolean): State {
  const names = new Set(sources.map((name) => name.toLowerCase()));
  const known = (view: string): boolean =>
    view === "all" || view === "claimed" || sources.length === 0 || sources.includes(view) || (live && view.split(",").every((part) => names.has(part.trim().replace(/^-/, "").trim().toLowerCase())));
  const wrong = [s.view, ...(s.compare === "none" || s.compare === "dates" ? [] : [s.view2])].filter((view) => !known(view));
  return wrong.length ? { ...s, view: known(s.view) ? s.view : "all", view2: known(s.view2) ? s.view2 : "claimed", noView: wrong.join(", ") } : s;
}

let sound: (s: State) => State = (s) => s;
let now: State = START;
const listeners = new Set<() => void>();

export function state(): State {
  return now;
}

/** Changes what is shown. A step that a reader would go back from (`step`) is kept in the history. */
export function go(change: Partial<State>, step = false): void {
  now = { ...now, ...change };
  const hash = `#${written(now)}`;
  if (hash !== location.hash) history[step ? "pushState" : "replaceState"](null, "", hash);
  for (const listener of [...listeners]) listener();
}

/** Opens a screen, on one thing where an id is given. */
export function visit(screen: Screen, id = "", change: Partial<State> = {}): void {
  go({ screen, id, find: {}, ...change }, true);
}

export function startState(): void {
  const read = (): void => {
    const text = location.hash.length > 1 ? location.hash.slice(1) : location.search.slice(1);
    now = sound(parsed(text, location.pathname));
  };
  read();
  addEventListener("popstate", () => {
    read();
    for (const listener of [...listeners]) listener();
  });
  addEventListener("hashchange", () => {
    if (location.hash === `#${written(now)}`) return;
    read();
    for (const listener of [...listeners]) listener();
  });
}

/** From now on every address that is opened is put right by this, the one that is open first. */
export function keepSound(how: (s: State) => State): void {
  sound = how;
  go(how(now));
}

export function useShown(): State {
  const [, again] = useState(0);
  useEffect(() => {
    const listener = (): void => again((n) => n + 1);
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }, []);
  return now;
}

export function queryOf(s: State): Query {
  return { from: s.from, to: s.to, known: s.known, types: s.types, statuses: s.statuses, side: s.side, source: s.source, words: s.words };
}

export function hrefOf(s: State, change: Partial<State>): string {
  return `#${written({ ...s, ...change })}`;
}
