// The one JSON value of a self-contained page, as export/payload.py writes it; numbers point into its lists.

import type { Actor, Count, Label, Line, Mark, Place, Reason, Side } from "./shapes";

export type Run = [day: number, holder: number, p: number, contested: number, second: number, lastDay: number | null];

export interface RawClaim {
  id: string;
  type: string;
  status: string;
  certainty: string;
  report: number;
  quote: [number, number];
  marks: Mark[];
  place: Place | null;
  origin: Place | null;
  destination: Place | null;
  from: string | null;
  to: string | null;
  timeText: string | null;
  timeBasis: string | null;
  initiator: Actor[];
  target: Actor[];
  attributed: Actor[];
  counts: Count[];
  frame: string;
  confidence: number;
}

export interface RawEvent {
  id: string;
  type: string;
  status: string;
  certainty: string;
  claims: [claim: number, role: string, copyOf: number | null, reasons: Reason[]][];
  voices: number;
  confidence: number;
  name: string | null;
  lat: number | null;
  lon: number | null;
  radius: number | null;
  from: string | null;
  to: string | null;
  first: string | null;
  last: string | null;
  initiator: string[];
  target: string[];
  counts: Count[];
}

export interface RawReport {
  id: string | null;
  document: string;
  title: string | null;
  url: string | null;
  language: string | null;
  source: string;
  published: string | null;
  basis: string;
  texts: [start: number, text: string][];
  parts: [start: number, end: number, kind: string][];
}

export interface RawPlace {
  id: string;
  name: string;
  lat: number;
  lon: number;
  runs: Run[];
  later: Run[];
  evidence: number[];
  /** The day and the holder, a number into the sides, of a pack's baseline. */
  baseline?: [day: string, holder: number] | null;
}

export interface Payload {
  title: string;
  version: string;
  sides: Side[];
  days: string[];
  sources: Record<string, { grade: string | null; kind: string; reason: string; lean: Reason[] }>;
  reports: RawReport[];
  claims: RawClaim[];
  events: RawEvent[];
  places: RawPlace[];
  failures: { document: string; stage: string; reason: string; advice: string }[];
  lines: Line[];
  labels: Label[];
}
