// Answers from the data that a self-contained page holds.

import { binFor, binsOf, binStart, dayNumber } from "./days";
import { cells, type Spot } from "./cells";
import { extentOf } from "./extent";
import { missing } from "./remote";
import type { Payload, RawClaim, RawEvent, RawPlace, RawReport, Run } from "./payload";
import type {
  Box, Brief, Claim, Differences, EventDetail, EventRow, Evidence, Held, Histogram, HistoryRow, Meta, PlaceDetail, PlaceRow, Points,
  Quality, Query, ReportDetail, ReportList, ReportQuery, Source, SourceDetail, SourceRow, View,
} from "./shapes";
import * as sums from "./sums";

const MOST_BINS = 400;
const AROUND = 240;
const CONTROL = new Set(["control_gain", "control_hold", "withdrawal"]);

/** One word or phrase of a search, in lower case, with Arabic letters in one form and without marks. */
export function folded(text: string): string {
  return text
    .toLowerCase()
    .normalize("NFKD")
    .replace(/[\u0300-\u036f\u064b-\u065f\u0670\u0640]/g, "")
    .replace(/[أإآٱ]/g, "ا")
    .replace(/ى/g, "ي")
    .replace(/ة/g, "ه");
}

export class Embedded implements Source {
  readonly meta: Meta;
  readonly reportClaims = new Map<number, number[]>();
  readonly eventOf = new Map<number, number>();
  private readonly eventById = new Map<string, number>();
  private readonly claimById = new Map<string, number>();
  private readonly placeById = new Map<string, RawPlace>();
  private readonly searched = new Map<number, string>();
  /** What places are called in their own script, as the map writes them. */
  private readonly local: Map<string, string>;
  private readonly first: number;

  constructor(readonly data: Payload) {
    data.events.forEach((event, n) => {
      this.eventById.set(event.id, n);
      for (const [claim] of event.claims) this.eventOf.set(claim, n);
    });
    data.claims.forEach((claim, n) => {
      this.claimById.set(claim.id, n);
      const listed = this.reportClaims.get(claim.report);
      if (listed) listed.push(n);
      else this.reportClaims.set(claim.report, [n]);
    });
    for (const place of data.places) this.placeById.set(place.id, place);
    this.local = new Map(data.labels.map((label) => [label.name, label.local]));
    this.first = data.days[0] ? dayNumber(data.days[0]) : 0;
    const sources = [...new Set(data.reports.map((r) => r.source))].filter(Boolean).sort();
    this.meta = {
      title: data.title, version: data.version, first: data.days[0] ?? null, last: data.days.at(-1) ?? null,
      sides: data.sides, theatres: [], sources, lines: data.lines, labels: data.labels, user: null, accounts: false,
      counts: { reports: data.reports.length, claims: data.claims.length, events: data.events.length, places: data.places.length },
      can: { review: false, add: false, export: false, admin: false }, csrf: "", live: false,
    };
  }

  note(source: string): { grade: string | null; kind: string; reason: string; reasons?: Record<string, string>; lean: [string, number][] } {
    return this.data.sources[source.trim().toLowerCase()] ?? { grade: null, kind: "", reason: "", lean: [] };
  }

  private words(event: number): string {
    const known = this.searched.get(event);
    if (known !== undefined) return known;
    const raw = this.data.events[event] as RawEvent;
    const made = folded([raw.name ?? "", this.local.get(raw.name ?? "") ?? "", ...raw.claims.map(([n]) => {
      const claim = this.data.claims[n] as RawClaim;
      return `${this.textOf(claim.report, ...claim.quote)} ${this.reportOf(claim).source} ${claim.place?.text ?? ""}`;
    })].join(" "));
    this.searched.set(event, made);
    return made;
  }

  /** The text between two places of a report, as far as the page holds it. */
  textOf(report: number, from: number, to: number): string {
    const raw = this.data.reports[report];
    for (const [start, text] of raw?.texts ?? []) if (from >= start && from < start + text.length) return text.slice(from - start, to - start);
    return "";
  }

  reportOf(claim: RawClaim): RawReport {
    return this.data.reports[claim.report] as RawReport;
  }

  private matches(n: number, query: Query): boolean {
    const event = this.data.events[n] as RawEvent;
    if (query.types.length && !query.types.includes(event.type)) return false;
    if (query.statuses.length && !query.statuses.includes(event.status)) return false;
    if (query.side && !event.initiator.includes(query.side) && !event.target.includes(query.side)) return false;
    if (query.known && !event.claims.some(([c]) => (this.reportOf(this.data.claims[c] as RawClaim).published ?? "") <= (query.known as string))) return false;
    if (query.source && !event.claims.some(([c]) => this.reportOf(this.data.claims[c] as RawClaim).source === query.source)) return false;
    if (!query.words.trim()) return true;
    const text = this.words(n);
    return folded(query.words).split(/\s+/).every((word) => text.includes(word));
  }

  private inside(event: RawEvent, query: Query): boolean {
    if (!query.from && !query.to) return true;
    // An event whose day nobody says is found under the day on which it was reported.
    const day = event.from ?? event.first;
    if (!day) return false;
    return day <= (query.to ?? "9999") && (event.to ?? day) >= (query.from ?? "");
  }

  chosen(query: Query): number[] {
    const made: number[] = [];
    this.data.events.forEach((event, n) => {
      if (this.inside(event, query) && this.matches(n, query)) made.push(n);
    });
    return made;
  }

  async histogram(by: "type" | "side", query: Query): Promise<Histogram> {
    const { first, last } = this.meta;
    if (!first || !last) return { bin: "day", bins: [], keys: [], counts: [], bare: [], undated: this.data.events.length, reported: 0, total: 0 };
    const bin = binFor(first, last, MOST_BINS);
    const bins = binsOf(first, last, bin);
    const at = new Map(bins.map((b, n) => [b, n]));
    const keys: string[] = [];
    const counts = bins.map((): number[] => []);
    const bare = bins.map((): number[] => []);
    let undated = 0;
    let reported = 0;
    let total = 0;
    this.data.events.forEach((event, n) => {
      if (!this.matches(n, query)) return;
      const day = !event.from ? event.first : event.from >= first ? event.from : event.to;
      const place = day ? (at.get(binStart(day, bin)) ?? -1) : -1;
      const [row, own] = [counts[place], bare[place]];
      if (!day) undated += 1;
      if (!row || !own) return;
      total += 1;
      if (!event.from) reported += 1;
      const key = by === "type" ? event.type : (event.initiator[0] ?? "");
      if (!keys.includes(key)) keys.push(key);
      const column = keys.indexOf(key);
      row[column] = (row[column] ?? 0) + 1;
      if (!event.from) own[column] = (own[column] ?? 0) + 1;
    });
    const full = (rows: number[][]): number[][] => rows.map((row) => keys.map((_, n) => row[n] ?? 0));
    return { bin, bins, keys, counts: full(counts), bare: full(bare), undated, reported, total };
  }

  async points(query: Query, box: Box, zoom: number): Promise<Points> {
    const chosen = this.chosen(query);
    const spots: Spot[] = [];
    for (const n of chosen) {
      const e = this.data.events[n] as RawEvent;
      if (e.lat === null || e.lon === null) continue;
      spots.push({ lon: e.lon, lat: e.lat, type: e.type, status: e.status, certainty: e.certainty, event: e.id, radius: e.radius, side: e.initiator[0] ?? null, p: e.confidence });
    }
    return { total: chosen.length, unlocated: chosen.length - spots.length, undated: 0, items: cells(spots, box, zoom) };
  }

  /** The state on a day: as published by then, or with hindsight where the second date lies later. */
  state(place: RawPlace, on: string, known: string | null): Run | null {
    const runs = known && known > on && place.later.length ? place.later : place.runs;
    const day = this.at(known && known < on ? known : on);
    let found: Run | null = null;
    for (const run of runs) {
      if (run[0] > day) break;
      found = run;
    }
    return found;
  }

  private at(iso: string): number {
    const { days } = this.data;
    let [low, high] = [0, days.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((days[middle] as string) <= iso) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  side(n: number): string {
    return this.data.sides[n]?.id ?? "unknown";
  }

  private held(place: RawPlace, run: Run): Held {
    const last = run[5] === null ? null : new Date((this.first + run[5]) * 86_400_000).toISOString().slice(0, 10);
    return {
      place: place.id, name: place.name, lat: place.lat, lon: place.lon, holder: this.side(run[1]), p: run[2], contested: run[3],
      second: run[4] < 0 ? null : this.side(run[4]), last, claimed: null,
    };
  }

  async holdings(on: string, known: string | null, view: View, box: Box): Promise<Held[]> {
    const seen = (lon: number, lat: number): boolean => lon >= box[0] - 0.2 && lon <= box[2] + 0.2 && lat >= box[1] - 0.2 && lat <= box[3] + 0.2;
    if (view !== "all") return this.claimed(on, known, view).filter((h) => seen(h.lon, h.lat));
    const claims = new Map(this.claimed(on, known, "claimed").map((h) => [h.place, h.holder]));
    const made: Held[] = [];
    for (const place of this.data.places) {
      if (!seen(place.lon, place.lat)) continue;
      const run = this.state(place, on, known);
      if (run) made.push({ ...this.held(place, run), claimed: claims.get(place.id) ?? null });
    }
    return made;
  }

  /** What the latest claim says of each place, not weighed: of one source, or of anyone. */
  private claimed(on: string, known: string | null, view: View): Held[] {
    const until = known ?? on;
    const made: Held[] = [];
    for (const place of this.data.places) {
      let best: { day: string; claim: RawClaim } | null = null;
      for (const n of place.evidence) {
        const claim = this.data.claims[n] as RawClaim;
        const report = this.reportOf(claim);
        const day = claim.from ?? report.published;
        if (!CONTROL.has(claim.type) || !day || day > on || (report.published ?? day) > until) continue;
        if (claim.status !== "occurred" && claim.status !== "ongoing") continue;
        if (view !== "claimed" && report.source !== view) continue;
        const side = claim.initiator.find((a) => a.side)?.side;
        if (side && (!best || day >= best.day)) best = { day, claim };
      }
      if (!best) continue;
      const gone = best.claim.type === "withdrawal";
      const holder = gone ? "unknown" : (best.claim.initiator.find((a) => a.side)?.side ?? "unknown");
      if (holder === "unknown") continue;
      made.push({ place: place.id, name: place.name, lat: place.lat, lon: place.lon, holder, p: 0.8, contested: 0, second: null, last: best.day, claimed: holder });
    }
    return made;
  }

  row(n: number): EventRow {
    const e = this.data.events[n] as RawEvent;
    return {
      id: e.id, type: e.type, status: e.status, certainty: e.certainty, name: e.name, lat: e.lat, lon: e.lon, radius: e.radius,
      from: e.from, to: e.to, said: e.first, initiator: e.initiator, target: e.target, voices: e.voices, confidence: e.confidence,
      denied: e.claims.some(([, role]) => role === "denies") && e.claims.some(([, role]) => role === "supports"),
      copies: e.claims.filter(([, role]) => role === "copy").length, claims: e.claims.length,
    };
  }

  async events(query: Query, box: Box | null, offset: number, limit: number): Promise<{ items: EventRow[]; total: number }> {
    const found = this.chosen(query).filter((n) => {
      const e = this.data.events[n] as RawEvent;
      return !box || (e.lat !== null && e.lon !== null && e.lon >= box[0] && e.lon <= box[2] && e.lat >= box[1] && e.lat <= box[3]);
    });
    const when = (n: number): string => this.data.events[n]?.from ?? this.data.events[n]?.first ?? "";
    found.sort((a, b) => when(b).localeCompare(when(a)) || a - b);
    return { items: found.slice(offset, offset + limit).map((n) => this.row(n)), total: found.length };
  }

  claim(n: number, role = "supports", copyOf: number | null = null, reasons: [string, number][] = []): Claim {
    const raw = this.data.claims[n] as RawClaim;
    const report = this.reportOf(raw);
    const note = this.note(report.source);
    const stretch = report.texts.find(([start, text]) => raw.quote[0] >= start && raw.quote[0] < start + text.length);
    const [base, text] = stretch ?? [0, ""];
    const begin = wordStart(text, Math.max(0, raw.quote[0] - base - AROUND));
    const end = wordEnd(text, Math.min(text.length, raw.quote[1] - base + AROUND));
    const shift = base + begin;
    const event = this.eventOf.get(n);
    return {
      id: raw.id, type: raw.type, status: raw.status, certainty: raw.certainty, shown: text.slice(begin, end),
      quote: [raw.quote[0] - shift, raw.quote[1] - shift],
      marks: raw.marks.filter(([a, b]) => a >= shift && b <= shift + end - begin).map(([a, b, kind]) => [a - shift, b - shift, kind]),
      reportId: String(raw.report), document: report.document, title: report.title, url: report.url, source: report.source,
      grade: note.grade, lean: note.lean, published: report.published, place: raw.place, origin: raw.origin, destination: raw.destination,
      from: raw.from, to: raw.to, timeText: raw.timeText, timeBasis: raw.timeBasis, initiator: raw.initiator, target: raw.target,
      attributed: raw.attributed.map((a) => a.text), counts: raw.counts, frame: raw.frame, confidence: raw.confidence,
      role, copyOf: copyOf === null ? null : (this.data.claims[copyOf]?.id ?? null), reasons, judgements: [],
      event: event === undefined ? null : (this.data.events[event]?.id ?? null),
    };
  }

  async event(id: string): Promise<EventDetail> {
    const n = this.eventById.get(id);
    if (n === undefined) throw missing("event", id);
    const raw = this.data.events[n] as RawEvent;
    const claimList = raw.claims.map(([c, role, copyOf, reasons]) => this.claim(c, role, copyOf, reasons));
    const what: Record<string, string> = { supports: "said", denies: "denied", copy: "copied" };
    const history: HistoryRow[] = claimList
      .map((c) => ({ day: c.published, what: what[c.role] ?? c.role, source: c.source, claim: c.id }))
      .sort((a, b) => (a.day ?? "").localeCompare(b.day ?? ""));
    return { ...this.row(n), counts: raw.counts, claimList, history };
  }

  async reports(query: ReportQuery): Promise<ReportList> {
    return sums.reportList(this, query);
  }

  async report(id: string): Promise<ReportDetail> {
    const n = Number(id);
    const raw = this.data.reports[n];
    if (!raw) throw missing("report", id);
    const claims = (this.reportClaims.get(n) ?? []).map((c) => {
      const claim = this.claim(c);
      const of = this.data.claims[c] as RawClaim;
      return { ...claim, quote: of.quote, marks: of.marks };
    });
    const { grade } = this.note(raw.source);
    return { id, document: raw.document, title: raw.title, heading: sums.headingOf(raw), url: raw.url, source: raw.source, grade, published: raw.published, basis: raw.basis, language: raw.language, texts: raw.texts, parts: raw.parts, claims };
  }

  async sources(): Promise<SourceRow[]> {
    return sums.sourceRows(this);
  }

  async source(name: string): Promise<SourceDetail> {
    return sums.sourceDetail(this, name);
  }

  async places(words: string, on: string): Promise<{ items: PlaceRow[]; total: number }> {
    const wanted = folded(words.trim());
    const items: PlaceRow[] = [];
    for (const place of this.data.places) {
      if (wanted && !folded(`${place.name} ${this.local.get(place.name) ?? ""}`).includes(wanted)) continue;
      const run = this.state(place, on, null);
      items.push({ id: place.id, name: place.name, lat: place.lat, lon: place.lon, holder: run ? this.side(run[1]) : "unknown", p: run?.[2] ?? 0, contested: run?.[3] ?? 0 });
    }
    items.sort((a, b) => a.name.localeCompare(b.name));
    return { items, total: items.length };
  }

  async differences(on: string, view: View, on2: string, view2: View, known: string | null, box: Box): Promise<Differences> {
    return sums.differing(await this.holdings(on, known, view, box), await this.holdings(on2, known, view2, box));
  }

  async place(id: string, known: string | null): Promise<PlaceDetail> {
    const place = this.placeById.get(id);
    if (!place) throw missing("place", id);
    const { days } = this.data;
    // With a second date, what was published after it is left out; with the last day as that date, hindsight counts.
    const hindsight = known !== null && known >= (days.at(-1) ?? "") && place.later.length > 0;
    const shown = hindsight ? place.later : place.runs.filter((run) => known === null || (days[run[0]] ?? "") <= known);
    const runs = shown.map((run, n) => {
      const next = shown[n + 1];
      return {
        from: days[run[0]] ?? "", to: next ? (days[next[0] - 1] ?? null) : (days.at(-1) ?? null), holder: this.side(run[1]), p: run[2],
        contested: run[3], second: run[4] < 0 ? null : this.side(run[4]),
      };
    });
    const evidence: Evidence[] = place.evidence.filter((n) => known === null || (this.reportOf(this.data.claims[n] as RawClaim).published ?? "") <= known).map((n) => {
      const claim = this.data.claims[n] as RawClaim;
      const report = this.reportOf(claim);
      const event = this.eventOf.get(n);
      return {
        claim: claim.id, event: event === undefined ? null : (this.data.events[event]?.id ?? null), from: claim.from, day: claim.to ?? claim.from, published: report.published,
        side: claim.initiator.find((a) => a.side)?.side ?? null, type: claim.type, status: claim.status, source: report.source, sentence: this.textOf(claim.report, ...claim.quote),
      };
    });
    evidence.sort((a, b) => (a.day ?? a.published ?? "").localeCompare(b.day ?? b.published ?? ""));
    const baseline = place.baseline ? { day: place.baseline[0], holder: this.side(place.baseline[1]) } : null;
    return { id, name: place.name, lat: place.lat, lon: place.lon, runs, evidence, baseline };
  }

  async brief(on: string, known: string | null): Promise<Brief> {
    return sums.brief(this, on, known);
  }

  async quality(): Promise<Quality> {
    return sums.quality(this);
  }

  async extent(): Promise<Box | null> {
    const at = new Map<string, { lon: number; lat: number; count: number; radius: number | null }>();
    for (const e of this.data.events) {
      if (e.lat === null || e.lon === null) continue;
      const known = at.get(`${e.lat},${e.lon}`);
      if (known) known.count += 1;
      else at.set(`${e.lat},${e.lon}`, { lon: e.lon, lat: e.lat, count: 1, radius: e.radius });
    }
    return extentOf(at.size ? [...at.values()] : this.data.places.map((p) => ({ lon: p.lon, lat: p.lat, count: 1, radius: null })));
  }
}

function wordStart(text: string, at: number): number {
  let n = at;
  while (n > 0 && n < text.length && !/\s/.test(text[n - 1] as string)) n += 1;
  return n;
}

function wordEnd(text: string, at: number): number {
  let n = at;
  while (n > 0 && n < text.length && !/\s/.test(text[n] as string)) n -= 1;
  return n;
}
