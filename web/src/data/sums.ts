// Lists and sums over the data of a self-contained page: reports, sources, the brief of a day, data quality.

import { addDays, binsOf } from "./days";
import { folded, type Embedded } from "./embedded";
import { missing } from "./remote";
import type { RawClaim, RawEvent, RawReport } from "./payload";
import type { Brief, Change, Difference, Differences, EventRow, Facet, Held, Quality, ReportList, ReportQuery, ReportRow, SourceDetail, SourceRow } from "./shapes";

const PAGE = 50;
const CITED = 2;
const HEADING_WORDS = 10;

function counted(values: Iterable<string>): Facet[] {
  const count = new Map<string, number>();
  for (const value of values) count.set(value, (count.get(value) ?? 0) + 1);
  return [...count].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
}

/** What heads a report: its title, or else its first words; its document where the page holds none of them. */
export function headingOf(raw: RawReport): string {
  const [start, text] = raw.texts[0] ?? [1, ""];
  const words = start === 0 ? text.trim().split(/\s+/) : [];
  return raw.title || words.slice(0, HEADING_WORDS).join(" ") + (words.length > HEADING_WORDS ? "…" : "") || raw.document;
}

/** The words of a search in a text, with some text round the first. */
export function snippet(text: string, words: string[]): ReportRow["snippet"] {
  const plain = folded(text);
  // Folding drops marks, so a place in the folded text is only near the place in the text; the words are looked for again.
  const first = Math.min(...words.map((w) => plain.indexOf(w)).filter((n) => n >= 0), text.length);
  const from = Math.max(0, first - 70);
  const cut = text.slice(from, from + 190);
  const marks: [number, number][] = [];
  const low = cut.toLowerCase();
  for (const word of words) for (let at = low.indexOf(word); at >= 0; at = low.indexOf(word, at + word.length)) marks.push([at, at + word.length]);
  marks.sort((a, b) => a[0] - b[0]);
  return { text: cut, marks: marks.filter((m, n) => n === 0 || m[0] >= (marks[n - 1] as [number, number])[1]) };
}

export function reportList(of: Embedded, query: ReportQuery): ReportList {
  const words = folded(query.words).split(/\s+/).filter(Boolean);
  const found: { n: number; raw: RawReport; text: string }[] = [];
  of.data.reports.forEach((raw, n) => {
    const text = [raw.title ?? "", ...raw.texts.map(([, t]) => t)].join("\n");
    const plain = words.length ? folded(`${text} ${raw.source}`) : "";
    if (words.every((w) => plain.includes(w))) found.push({ n, raw, text });
  });
  const types = (n: number): string[] => [...new Set((of.reportClaims.get(n) ?? []).map((c) => (of.data.claims[c] as RawClaim).type))];
  const passes = (f: { n: number; raw: RawReport }, but: string): boolean =>
    (but === "source" || !query.source || f.raw.source === query.source) &&
    (but === "language" || !query.language || f.raw.language === query.language) &&
    (but === "month" || !query.month || (f.raw.published ?? "").startsWith(query.month)) &&
    (but === "type" || !query.type || types(f.n).includes(query.type));
  const facets = {
    source: counted(found.filter((f) => passes(f, "source")).map((f) => f.raw.source)),
    type: counted(found.filter((f) => passes(f, "type")).flatMap((f) => types(f.n))),
    month: counted(found.filter((f) => passes(f, "month") && f.raw.published).map((f) => (f.raw.published as string).slice(0, 7))).sort((a, b) => a[0].localeCompare(b[0])),
    language: counted(found.filter((f) => passes(f, "language") && f.raw.language).map((f) => f.raw.language as string)),
  };
  const chosen = found.filter((f) => passes(f, "")).sort((a, b) => (b.raw.published ?? "").localeCompare(a.raw.published ?? "") || a.n - b.n);
  const items = chosen.slice(query.offset, query.offset + PAGE).map(({ n, raw, text }) => ({
    id: String(n), title: raw.title, heading: headingOf(raw), source: raw.source, grade: of.note(raw.source).grade, published: raw.published, language: raw.language,
    claims: of.reportClaims.get(n)?.length ?? 0, snippet: snippet(text, words),
  }));
  return { items, total: chosen.length, facets };
}

interface Tally {
  reports: Set<number>;
  claims: number;
  events: Set<number>;
  alone: number;
  denied: number;
  copies: number;
  copiedBy: number;
  days: string[];
}

function tallies(of: Embedded): Map<string, Tally> {
  const made = new Map<string, Tally>();
  const one = (name: string): Tally => {
    let found = made.get(name);
    if (!found) made.set(name, (found = { reports: new Set(), claims: 0, events: new Set(), alone: 0, denied: 0, copies: 0, copiedBy: 0, days: [] }));
    return found;
  };
  of.data.reports.forEach((raw, n) => {
    const tally = one(raw.source);
    tally.reports.add(n);
    if (raw.published) tally.days.push(raw.published);
  });
  for (const claim of of.data.claims) one(of.reportOf(claim).source).claims += 1;
  of.data.events.forEach((event, n) => {
    const says = new Set<string>();
    const denied = event.claims.some(([, role]) => role === "denies");
    for (const [c, role, copyOf] of event.claims) {
      const name = of.reportOf(of.data.claims[c] as RawClaim).source;
      one(name).events.add(n);
      if (role === "supports") says.add(name);
      if (role === "copy") {
        one(name).copies += 1;
        if (copyOf !== null) one(of.reportOf(of.data.claims[copyOf] as RawClaim).source).copiedBy += 1;
      }
    }
    if (says.size === 1) one([...says][0] as string).alone += 1;
    if (denied) for (const name of says) one(name).denied += 1;
  });
  return made;
}

function sourceRow(of: Embedded, name: string, t: Tally): SourceRow {
  const note = of.note(name);
  t.days.sort();
  return {
    name, grade: note.grade, kind: note.kind, reason: note.reason, reasons: note.reasons ?? {}, leans: note.lean, reports: t.reports.size, claims: t.claims, events: t.events.size,
    alone: t.alone, denied: t.denied, copies: t.copies, copiedBy: t.copiedBy, first: t.days[0] ?? null, last: t.days.at(-1) ?? null,
  };
}

export function sourceRows(of: Embedded): SourceRow[] {
  return [...tallies(of)].map(([name, t]) => sourceRow(of, name, t)).sort((a, b) => b.reports - a.reports || a.name.localeCompare(b.name));
}

export function sourceDetail(of: Embedded, name: string): SourceDetail {
  const tally = tallies(of).get(name);
  if (!tally) throw missing("source", name);
  const graph = new Map<string, [string, string, number]>();
  const types: string[] = [];
  for (const event of of.data.events) {
    for (const [c, role, copyOf] of event.claims) {
      const by = of.reportOf(of.data.claims[c] as RawClaim).source;
      if (by === name) types.push(event.type);
      if (role !== "copy" || copyOf === null) continue;
      const from = of.reportOf(of.data.claims[copyOf] as RawClaim).source;
      if (by !== name && from !== name) continue;
      const edge = graph.get(`${by}\n${from}`) ?? [by, from, 0];
      graph.set(`${by}\n${from}`, [by, from, edge[2] + 1]);
    }
  }
  return { ...sourceRow(of, name, tally), calendar: counted(tally.days), graph: [...graph.values()].sort((a, b) => b[2] - a[2]), types: counted(types) };
}

/** Places where two answers name different holders; those that only one of them knows stand behind and are counted apart. */
export function differing(one: readonly Held[], two: readonly Held[]): Differences {
  const sided = (list: readonly Held[]): Held[] => list.filter((h) => h.holder !== "unknown");
  const [first, second] = [sided(one), sided(two)];
  const other = new Map(second.map((h) => [h.place, h]));
  const row = (h: Held, a: string, b: string): Difference => ({ place: h.place, name: h.name, lat: h.lat, lon: h.lon, a, b });
  const rows: Difference[] = [];
  const alone: Difference[] = [];
  let agree = 0;
  for (const h of first) {
    const found = other.get(h.place);
    other.delete(h.place);
    if (!found) alone.push(row(h, h.holder, "unknown"));
    else if (found.holder === h.holder) agree += 1;
    else rows.push(row(h, h.holder, found.holder));
  }
  for (const h of other.values()) alone.push(row(h, "unknown", h.holder));
  return { rows: [...rows, ...alone], agree, differ: rows.length, alone: alone.length };
}

export function brief(of: Embedded, on: string, known: string | null): Brief {
  const today: number[] = [];
  of.data.events.forEach((e, n) => {
    // One whose day nobody says is told of on the day of its report; the brief keeps it apart.
    const day = e.from ?? e.first;
    if (day && day <= on && (e.to ?? day) >= on && (!known || (e.first ?? "") <= known)) today.push(n);
  });
  const rows = today.map((n) => of.row(n));
  const changes: Change[] = [];
  for (const place of of.data.places) {
    const [before, now] = [of.state(place, addDays(on, -1), known), of.state(place, on, known)];
    const [a, b] = [before ? of.side(before[1]) : "unknown", now ? of.side(now[1]) : "unknown"];
    if (!now || a === b) continue;
    const near = place.evidence.map((c) => of.eventOf.get(c)).filter((n): n is number => n !== undefined && today.includes(n));
    const unique = [...new Set(near)];
    changes.push({ place: place.id, name: place.name, from: a, to: b, p: now[2], events: unique.map((n) => (of.data.events[n] as RawEvent).id), cited: unique.slice(0, CITED).map((n) => of.row(n)) });
  }
  changes.sort((a, b) => b.p - a.p);
  const ofHands = (c: Change): boolean => c.from !== "unknown" && c.to !== "unknown";
  const byType = new Map<string, EventRow[]>();
  for (const row of rows) byType.set(row.type, [...(byType.get(row.type) ?? []), row]);
  const unresolved = counted(today.flatMap((n) => (of.data.events[n] as RawEvent).claims.map(([c]) => (of.data.claims[c] as RawClaim).place))
    .filter((p) => p && p.lat === null).map((p) => p?.text ?? "")).map(([text]) => text);
  return {
    on, changes: changes.filter(ofHands), known: changes.filter((c) => !ofHands(c)), disputed: rows.filter((r) => r.denied || r.status === "denied"), unresolved,
    events: [...byType].map(([type, items]) => ({ type, items: items.sort((a, b) => b.voices - a.voices) })).sort((a, b) => b.items.length - a.items.length),
  };
}

const STEPS: [string, number][] = [["≤ 1", 1], ["≤ 5", 5], ["≤ 10", 10], ["≤ 25", 25], ["> 25", Infinity]];

export function quality(of: Embedded): Quality {
  const { claims, reports } = of.data;
  const precision = STEPS.map(([label]): [string, number] => [label, 0]);
  const nowhere: string[] = [];
  let unlocated = 0;
  let unsaid = 0;
  for (const { place } of claims) {
    if (!place) unsaid += 1;
    else if (place.lat === null) {
      unlocated += 1;
      nowhere.push(place.text);
    } else {
      const bar = precision[STEPS.findIndex(([, most]) => (place.radius ?? 99) <= most)];
      if (bar) bar[1] += 1;
    }
  }
  precision.push(["not located", unlocated], ["no place said", unsaid]);
  const actors = claims.flatMap((c) => [...c.initiator, ...c.target]).filter((a) => !a.id).map((a) => a.text);
  const published = new Set(reports.map((r) => r.published).filter((d): d is string => d !== null));
  const days = [...published].sort();
  const [first, last] = [days[0], days.at(-1)];
  const missing = first && last ? binsOf(first, addDays(last, 0), "day").filter((d) => !published.has(d)) : [];
  return {
    precision, unresolvedPlaces: counted(nowhere).slice(0, 60), unresolvedActors: counted(actors).slice(0, 60),
    undated: claims.filter((c) => !c.from).length, claims: claims.length, failures: of.data.failures, missingDays: missing, agreement: {},
  };
}
