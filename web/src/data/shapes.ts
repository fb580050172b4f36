// What the page asks for and is given, whether from data inside the page or from the server. Days are ISO; null is
// unknown; offsets into texts count UTF-16 units.

export interface Side {
  id: string;
  name: string;
  /** What other languages call it. */
  names?: Record<string, string>;
  colour: string;
  pattern: string;
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

export interface Meta {
  title: string;
  version: string;
  first: string | null;
  last: string | null;
  sides: Side[];
  theatres: string[];
  sources: string[];
  counts: { reports: number; claims: number; events: number; places: number };
  lines: Line[];
  labels: Label[];
  user: { name: string; role: string } | null;
  accounts: boolean;
  can: { judge?: boolean; review: boolean; add: boolean; export: boolean; admin: boolean };
  csrf: string;
  /** True where answers come from a server, false in a page that holds its data. */
  live: boolean;
}

/** Which events: the words of the address and of every call. */
export interface Query {
  from: string | null;
  to: string | null;
  known: string | null;
  types: string[];
  statuses: string[];
  side: string;
  source: string;
  words: string;
}

export type Box = [west: number, south: number, east: number, north: number];

export interface Histogram {
  bin: "day" | "week" | "month" | "year";
  bins: string[];
  keys: string[];
  counts: number[][];
  /** Of `counts`, those that stand on the day of their report. */
  bare: number[][];
  undated: number;
  /** Those that stand on the day of their report, for want of one of their own. */
  reported: number;
  total: number;
}

/** One event, or a cell of several; `box` is the cell's. */
export interface Point {
  lon: number;
  lat: number;
  count: number;
  type: string;
  status: string;
  certainty: string;
  event: string | null;
  radius: number | null;
  box: Box | null;
  side: string | null;
  p: number | null;
}

export interface Points {
  total: number;
  unlocated: number;
  undated: number;
  items: Point[];
}

export interface Held {
  place: string;
  name: string;
  lat: number;
  lon: number;
  holder: string;
  p: number;
  contested: number;
  second: string | null;
  last: string | null;
  /** The side that the latest claim names. */
  claimed: string | null;
}

export interface Difference {
  place: string;
  name: string;
  lat: number;
  lon: number;
  a: string;
  b: string;
}

/** Places on which two answers about holders name different sides, and how many they agree on or only one knows. */
export interface Differences {
  /** Where one answer is silent its side is `unknown`. */
  rows: Difference[];
  agree: number;
  differ: number;
  alone: number;
}

/** Who is asked about holders: `all`, `claimed`, or the name of one source. */
export type View = string;

export interface EventRow {
  id: string;
  type: string;
  status: string;
  certainty: string;
  name: string | null;
  lat: number | null;
  lon: number | null;
  radius: number | null;
  from: string | null;
  to: string | null;
  /** The day on which it was first reported. */
  said: string | null;
  initiator: string[];
  target: string[];
  voices: number;
  confidence: number;
  denied: boolean;
  copies: number;
  claims: number;
}

export interface Actor {
  text: string;
  id: string | null;
  side: string | null;
}

export type Reason = [feature: string, weight: number];

export interface Candidate {
  id?: string;
  name: string;
  lat: number | null;
  lon: number | null;
  radius?: number | null;
  kind?: string | null;
  score: number;
  reasons?: Reason[];
}

export interface Place {
  id: string | null;
  text: string;
  name: string | null;
  lat: number | null;
  lon: number | null;
  radius: number | null;
  relation: string;
  kind: string | null;
  probability: number | null;
  reason: string;
  candidates: Candidate[];
}

export interface Count {
  what: string;
  of: string | null;
  low: number | null;
  best: number | null;
  high: number | null;
  text?: string;
}

/** A stretch of a text with what it is: trigger, initiator, target, speaker, place, time, count. */
export type Mark = [start: number, end: number, kind: string];

export interface Judgement {
  id: string;
  verdict: string;
  claims: string[];
  author: string;
  moment: string;
  reason: string;
  value: unknown;
  withdrawn: boolean;
}

export interface Claim {
  id: string;
  type: string;
  status: string;
  certainty: string;
  /** The sentence with text around it; `quote` and `marks` point into it. */
  shown: string;
  quote: [number, number];
  marks: Mark[];
  reportId: string | null;
  document: string;
  title: string | null;
  url: string | null;
  source: string;
  grade: string | null;
  lean: Reason[];
  /** The lean in words, where it comes so. */
  published: string | null;
  place: Place | null;
  origin: Place | null;
  destination: Place | null;
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
  role: string;
  copyOf: string | null;
  reasons: Reason[];
  judgements: Judgement[];
  event: string | null;
}

export interface HistoryRow {
  day: string | null;
  what: string;
  source: string;
  claim: string;
}

export interface EventDetail extends EventRow {
  counts: Count[];
  claimList: Claim[];
  history: HistoryRow[];
}

export type Facet = [value: string, count: number];

export interface ReportRow {
  id: string;
  title: string | null;
  /** The title, or else the first words. */
  heading: string;
  source: string;
  grade: string | null;
  published: string | null;
  language: string | null;
  claims: number;
  snippet: { text: string; marks: [number, number][] } | null;
}

export interface ReportQuery {
  words: string;
  source: string;
  language: string;
  type: string;
  month: string;
  offset: number;
}

export interface ReportList {
  items: ReportRow[];
  total: number;
  facets: Record<string, Facet[]>;
}

export interface ReportDetail {
  id: string;
  document: string;
  title: string | null;
  heading: string;
  url: string | null;
  source: string;
  grade: string | null;
  published: string | null;
  basis: string;
  language: string | null;
  /** Stretches of the text; one that begins at 0 and has the whole, where the page holds it. */
  texts: [start: number, text: string][];
  parts: [start: number, end: number, kind: string][];
  claims: Claim[];
}

export interface SourceRow {
  name: string;
  grade: string | null;
  kind: string;
  reason: string;
  /** The reason in other languages. */
  reasons: Record<string, string>;
  leans: Reason[];
  reports: number;
  claims: number;
  events: number;
  alone: number;
  denied: number;
  copies: number;
  copiedBy: number;
  first: string | null;
  last: string | null;
}

export interface SourceDetail extends SourceRow {
  calendar: [day: string, reports: number][];
  /** Who copies whom: the one that copies first, then the one it copies. */
  graph: [copier: string, original: string, times: number][];
  types: Facet[];
}

export interface PlaceRow {
  id: string;
  name: string;
  lat: number;
  lon: number;
  holder: string;
  p: number;
  contested: number;
}

export interface PlaceRun {
  from: string;
  to: string | null;
  holder: string;
  p: number;
  contested: number;
  second: string | null;
}

export interface Evidence {
  claim: string;
  event: string | null;
  from: string | null;
  /** The last day that it speaks of. */
  day: string | null;
  published: string | null;
  side: string | null;
  type: string;
  status: string;
  source: string;
  sentence: string;
}

export interface PlaceDetail {
  id: string;
  name: string;
  lat: number;
  lon: number;
  runs: PlaceRun[];
  evidence: Evidence[];
  /** Who holds it in the latest baseline of a pack. */
  baseline: { day: string; holder: string } | null;
}

/** A place with another holder than the day before, and the events near it, the first of them in full. */
export interface Change {
  place: string;
  name: string;
  from: string;
  to: string;
  p: number;
  events: string[];
  cited: EventRow[];
}

export interface Brief {
  on: string;
  /** From one side to another. */
  changes: Change[];
  /** From or to nobody known. */
  known: Change[];
  events: { type: string; items: EventRow[] }[];
  disputed: EventRow[];
  unresolved: string[];
}

export interface Quality {
  precision: [km: string, claims: number][];
  unresolvedPlaces: Facet[];
  unresolvedActors: Facet[];
  undated: number;
  claims: number;
  failures: { document: string; stage: string; reason: string; advice: string }[];
  missingDays: string[];
  agreement: Record<string, number | null>;
}

export interface QueueItem {
  id: string;
  kind: string;
  why: Reason[];
  score: number;
  claim: Claim;
  pair: Claim | null;
  mine: Judgement | null;
  others: number;
}

export interface NewJudgement {
  verdict: string;
  claims: string[];
  reason: string;
  value: Record<string, unknown> | null;
  set?: string | null;
}

export interface AuditRow {
  seq: number;
  moment: string;
  author: string;
  action: string;
  subject: string;
  verdicts: string[];
  reason: string;
  hash: string;
}

export interface Job {
  id: string;
  state: string;
  done: number;
  total: number;
  message: string;
  result: { draft: string; reports: ReportDetail[]; failures: { document: string; reason: string; advice: string }[] } | null;
  /** Decisions on a draft whose claims were not found again when it was kept. */
  lost: number;
  error: string | null;
}

/** Everything the page can ask; one answer from a page's own data, another from a server. */
export interface Source {
  meta: Meta;
  histogram(by: "type" | "side", query: Query, signal?: AbortSignal): Promise<Histogram>;
  points(query: Query, box: Box, zoom: number, signal?: AbortSignal): Promise<Points>;
  holdings(on: string, known: string | null, view: View, box: Box, zoom: number, signal?: AbortSignal): Promise<Held[]>;
  events(query: Query, box: Box | null, offset: number, limit: number, signal?: AbortSignal): Promise<{ items: EventRow[]; total: number }>;
  event(id: string): Promise<EventDetail>;
  reports(query: ReportQuery, signal?: AbortSignal): Promise<ReportList>;
  report(id: string): Promise<ReportDetail>;
  sources(): Promise<SourceRow[]>;
  source(name: string): Promise<SourceDetail>;
  places(words: string, on: string): Promise<{ items: PlaceRow[]; total: number }>;
  place(id: string, known: string | null, view: View): Promise<PlaceDetail>;
  brief(on: string, known: string | null, view: View): Promise<Brief>;
  differences(on: string, view: View, on2: string, view2: View, known: string | null, box: Box): Promise<Differences>;
  quality(): Promise<Quality>;
  /** Where the events lie, for the first look. */
  extent(): Promise<Box | null>;
}

/** What only a server can do. */
export interface Desk {
  /** Who judges, where the server has no accounts. */
  coder: string;
  queue(kind: string, set: string, offset: number): Promise<{ items: QueueItem[]; total: number; next: number | null }>;
  judge(made: NewJudgement[]): Promise<Judgement[]>;
  /** Ends the session of whoever is signed in. */
  leave(): Promise<void>;
  undo(): Promise<Judgement | null>;
  agreement(set: string): Promise<{ pairs: number; alpha: Record<string, number | null>; coders: string[] }>;
  sets(): Promise<{ id: string; name: string; closed: string | null }[]>;
  closeSet(key: string): Promise<void>;
  openSet(name: string, size: number): Promise<string>;
  audit(offset: number): Promise<{ items: AuditRow[]; total: number }>;
  verify(): Promise<{ good: boolean; entries: number; head: string; problems: string[] }>;
  draft(made: { text?: string; url?: string; title?: string; source?: string; published?: string }): Promise<Job>;
  draftFile(file: File, about: { source: string; published: string }): Promise<Job>;
  follow(job: Job, told: (job: Job) => void): Promise<Job>;
  keep(draft: string, judgements: NewJudgement[]): Promise<Job>;
  discard(draft: string): Promise<void>;
  permalink(state: string): Promise<string>;
  exportUrl(query: Query, box: Box | null, opens: string, safety: Record<string, string>): string;
}
