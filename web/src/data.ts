// What the page shows, as the program writes it; indices point into the lists beside them.

export interface Side {
  id: string;
  name: string;
  colour: string;
  pattern: string;
}

export interface Actor {
  text: string;
  id: string | null;
  side: string | null;
}

export interface Candidate {
  name: string;
  lat: number | null;
  lon: number | null;
  score: number;
}

export interface Place {
  text: string;
  name: string | null;
  lat: number | null;
  lon: number | null;
  radius: number | null;
  relation: string;
  probability: number | null;
  reason: string;
  candidates: Candidate[];
}

export interface Count {
  text: string;
  what: string;
  low: number | null;
  best: number | null;
  high: number | null;
  of: string | null;
}

/** A stretch of the shown text with what it is: trigger, actor, place, time, count. */
export type Mark = [start: number, end: number, kind: string];

export interface Claim {
  id: string;
  type: string;
  status: string;
  certainty: string;
  shown: string;
  quote: [number, number];
  marks: Mark[];
  document: string;
  title: string | null;
  url: string | null;
  source: string;
  grade: string | null;
  lean: string | null;
  published: string | null;
  place: Place | null;
  from: string | null;
  to: string | null;
  timeText: string | null;
  timeBasis: string | null;
  initiator: Actor[];
  target: Actor[];
  attributed: string[];
  counts: Count[];
  frame: string;
  confidence: number;
}

export interface Event {
  id: string;
  type: string;
  status: string;
  certainty: string;
  claims: [claim: number, role: string][];
  voices: number;
  confidence: number;
  name: string | null;
  lat: number | null;
  lon: number | null;
  radius: number | null;
  from: string | null;
  to: string | null;
  initiator: string[];
  target: string[];
}

export interface HeldPlace {
  id: string;
  name: string;
  lat: number;
  lon: number;
  /** From each of these day numbers on: holder (index into sides, -1 unknown), probability, contested. */
  runs: [day: number, holder: number, probability: number, contested: number][];
}

export interface Line {
  name: string;
  kind: string;
  coordinates: [number, number][];
}

export interface Label {
  name: string;
  local: string;
  lat: number;
  lon: number;
  rank: number;
}

export interface BaseMap {
  land: GeoJSON.Geometry;
  borders: GeoJSON.Geometry;
}

export interface Payload {
  title: string;
  version: string;
  sides: Side[];
  days: string[];
  claims: Claim[];
  events: Event[];
  places: HeldPlace[];
  lines: Line[];
  labels: Label[];
}

/** The payload and base map, from the page itself or from the server it came from. */
export async function load(): Promise<{ payload: Payload; base: BaseMap }> {
  const own = (id: string): unknown => {
    const node = document.getElementById(id);
    return node?.textContent ? JSON.parse(node.textContent) : null;
  };
  const payload = (own("fogline-data") as Payload | null) ?? (await fetched<Payload>("api/v1/map"));
  const base = (own("fogline-basemap") as BaseMap | null) ?? (await fetched<BaseMap>("basemap.json"));
  return { payload, base };
}

async function fetched<T>(path: string): Promise<T> {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error(`${path}: the server answered ${answer.status}`);
  return (await answer.json()) as T;
}
