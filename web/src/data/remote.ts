// Answers from a server's API (version 1).

import { extentOf } from "./extent";
import type {
  Box, Brief, Claim, Differences, EventDetail, EventRow, Held, Histogram, Meta, PlaceDetail, PlaceRow, Points, Quality, Query, ReportDetail,
  ReportList, ReportQuery, Source, SourceDetail, SourceRow, View,
} from "./shapes";

export const NOT_FOUND = 404;

export class ApiError extends Error {
  constructor(message: string, readonly advice: string, readonly code: string, readonly status: number) {
    super(message);
  }
}

/** Nothing is there under an id. */
export function missing(what: string, key: string): ApiError {
  return new ApiError(`no ${what} ${key}`, "", "not_found", NOT_FOUND);
}

type Words = Record<string, string | number | null | undefined | string[]>;

/** A zoom at which every place stands alone; of many places the server makes fewer, coarser cells. */
const FINE = 12;

/** Where the API begins, whatever path the page was opened at. */
export const API = "/api/v1";

export function address(path: string, words: Words = {}): string {
  const made = new URLSearchParams();
  for (const [name, value] of Object.entries(words)) {
    if (Array.isArray(value)) for (const one of value) made.append(name, one);
    else if (value !== null && value !== undefined && value !== "") made.set(name, String(value));
  }
  const text = made.toString();
  return `${API}${path}${text ? `?${text}` : ""}`;
}

export async function answered<T>(answer: Response): Promise<T> {
  if (answer.ok) return (await answer.json()) as T;
  const said = (await answer.json().catch(() => ({}))) as { error?: string; advice?: string; code?: string };
  throw new ApiError(said.error ?? `the server answered ${answer.status}`, said.advice ?? "", said.code ?? "", answer.status);
}

/** As `answered`; where the session has ended meanwhile, the page begins anew, with the door. */
export async function admitted<T>(answer: Response): Promise<T> {
  if (answer.status === 401) location.reload();
  return answered<T>(answer);
}

export async function get<T>(path: string, words: Words = {}, signal?: AbortSignal): Promise<T> {
  return admitted<T>(await fetch(address(path, words), signal ? { signal } : {}));
}

/** An answer that may have to be worked out first: follows the work, then asks again. */
async function worked<T extends object>(path: string, words: Words, signal?: AbortSignal): Promise<T> {
  for (;;) {
    const made = await get<T | { job: string }>(path, words, signal);
    if (!("job" in made)) return made;
    await ended(made.job, signal);
  }
}

/** Waits for the end of a job; raises what it failed of. */
async function ended(job: string, signal?: AbortSignal): Promise<void> {
  for (let wait = 300; ; wait = Math.min(2 * wait, 4000)) {
    const now = await get<{ state: string; error: string | null; message: string }>(`/jobs/${job}`, {}, signal);
    if (now.state === "failed" || now.state === "stopped") throw new Error(now.error ?? now.message);
    if (now.state === "done") return;
    await new Promise((done) => setTimeout(done, wait));
  }
}

export function filter(query: Query, box: Box | null = null): Words {
  return {
    from: query.from, to: query.to, known: query.known, type: query.types, status: query.statuses, side: query.side, source: query.source,
    q: query.words.trim(), bbox: box ? box.map((v) => v.toFixed(4)).join(",") : null,
  };
}

type Row = (string | number | null)[];

interface Columns {
  columns: string[];
  rows: Row[];
}

/** Rows under the names of their columns. */
function named(table: Columns): Record<string, string | number | null>[] {
  return table.rows.map((row) => Object.fromEntries(table.columns.map((name, n) => [name, row[n] ?? null])));
}

const number = (v: unknown): number => (typeof v === "number" ? v : Number(v ?? 0));
const text = (v: unknown): string | null => (v === null || v === undefined ? null : String(v));

interface OutsideClaim extends Omit<Claim, "lean" | "judgements"> {
  leans?: Claim["lean"];
  judgements?: Claim["judgements"];
}

export function claimOf(raw: OutsideClaim): Claim {
  return { ...raw, lean: raw.leans ?? [], reasons: raw.reasons ?? [], judgements: raw.judgements ?? [], attributed: raw.attributed ?? [], role: raw.role ?? "supports", copyOf: raw.copyOf ?? null, event: raw.event ?? null };
}

export class Remote implements Source {
  private constructor(readonly meta: Meta) {}

  static async open(): Promise<Remote> {
    const meta = await get<Meta>("/meta");
    if (meta.accounts && !meta.user) throw new ApiError("sign in", "", "unauthorised", 401);
    return new Remote({ ...meta, live: true });
  }

  async histogram(by: "type" | "side", query: Query, signal?: AbortSignal): Promise<Histogram> {
    return get<Histogram>("/histogram", { by, bin: "auto", ...filter({ ...query, from: null, to: null }) }, signal);
  }

  async points(query: Query, box: Box, zoom: number, signal?: AbortSignal): Promise<Points> {
    const made = await get<Columns & { total: number; unlocated: number; undated: number }>("/points", { ...filter(query, box), zoom: zoom.toFixed(2) }, signal);
    const items = named(made).map((r) => ({
      lon: number(r["lon"]), lat: number(r["lat"]), count: number(r["count"]), type: text(r["type"]) ?? "", status: text(r["status"]) ?? "occurred",
      certainty: text(r["certainty"]) ?? "stated", event: text(r["event"]), radius: r["radius"] === null ? null : number(r["radius"]),
      box: r["w"] === null || r["w"] === undefined ? null : ([number(r["w"]), number(r["s"]), number(r["e"]), number(r["n"])] as Box),
      side: text(r["side"]), p: r["p"] === null ? null : number(r["p"]),
    }));
    return { total: made.total, unlocated: made.unlocated, undated: made.undated, items };
  }

  async holdings(on: string, known: string | null, view: View, box: Box, zoom: number, signal?: AbortSignal): Promise<Held[]> {
    const words = { on, known, view, bbox: box.map((v) => v.toFixed(3)).join(","), zoom: zoom.toFixed(2) };
    const made = await worked<Columns>("/holdings/map", words, signal);
    return named(made).map((r) => ({
      place: text(r["place"]) ?? "", name: text(r["name"]) ?? "", lat: number(r["lat"]), lon: number(r["lon"]), holder: text(r["holder"]) ?? "unknown",
      p: number(r["p"]), contested: number(r["contested"]), second: text(r["second"]), last: text(r["last_evidence"]), claimed: text(r["claimed"]),
    }));
  }

  async events(query: Query, box: Box | null, offset: number, limit: number, signal?: AbortSignal): Promise<{ items: EventRow[]; total: number }> {
    return get("/events", { ...filter(query, box), offset, limit, sort: "-day" }, signal);
  }

  async event(id: string): Promise<EventDetail> {
    const made = await get<Omit<EventDetail, "claimList" | "claims"> & { claims: OutsideClaim[] }>(`/events/${encodeURIComponent(id)}`);
    return { ...made, claims: made.claims.length, claimList: made.claims.map(claimOf) };
  }

  async reports(query: ReportQuery, signal?: AbortSignal): Promise<ReportList> {
    const month = query.month ? { from: `${query.month}-01`, to: `${query.month}-31` } : {};
    if (query.month) month.to = new Date(Date.UTC(Number(query.month.slice(0, 4)), Number(query.month.slice(5)), 0)).toISOString().slice(0, 10);
    return get("/reports", { q: query.words.trim(), source: query.source, type: query.type, language: query.language, offset: query.offset, limit: 50, ...month }, signal);
  }

  async report(id: string): Promise<ReportDetail> {
    return reportOf(await get<OutsideReport>(`/reports/${encodeURIComponent(id)}`));
  }

  async sources(): Promise<SourceRow[]> {
    return (await get<{ items: SourceRow[] }>("/sources", { limit: 500 })).items;
  }

  async source(name: string): Promise<SourceDetail> {
    const made = await get<SourceDetail>(`/sources/${encodeURIComponent(name)}`);
    return { ...made, calendar: made.calendar.map(([day, n]) => [day, n]) };
  }

  async places(words: string, on: string): Promise<{ items: PlaceRow[]; total: number }> {
    const made = await get<{ items: PlaceRow[]; total: number }>("/places", { q: words.trim(), on, limit: 300 });
    return { ...made, items: made.items.map((p) => ({ ...p, holder: p.holder ?? "unknown", p: p.p ?? 0, contested: p.contested ?? 0 })) };
  }

  async differences(on: string, view: View, on2: string, view2: View, known: string | null, box: Box): Promise<Differences> {
    const words = { on, view, on2, view2, known, known2: known, bbox: box.map((v) => v.toFixed(3)).join(",") };
    const made = await worked<Columns & { agree: number; differ: number; one_sided: number }>("/holdings/diff", words);
    const rows = named(made).map((r) => ({
      place: text(r["place"]) ?? "", name: text(r["name"]) ?? "", lat: number(r["lat"]), lon: number(r["lon"]), a: text(r["a"]) ?? "unknown", b: text(r["b"]) ?? "unknown",
    }));
    return { rows: rows.filter((r) => r.a !== r.b), agree: made.agree, differ: made.differ, alone: made.one_sided };
  }

  async place(id: string, known: string | null, view: View): Promise<PlaceDetail> {
    return worked(`/places/${encodeURIComponent(id)}`, { known, view });
  }

  async brief(on: string, known: string | null, view: View): Promise<Brief> {
    const made = await worked<Omit<Brief, "unresolved"> & { unlocated: EventRow[] | number }>("/brief", { on, known, view });
    const nowhere = Array.isArray(made.unlocated) ? made.unlocated.map((e) => e.name ?? "") : [];
    return { ...made, unresolved: [...new Set(nowhere)].filter(Boolean) };
  }

  async quality(): Promise<Quality> {
    const made = await get<Omit<Quality, "precision" | "unresolvedPlaces"> & { precision: [number | null, number][]; unresolvedPlaces: [string, string, number][] }>("/quality");
    const last = made.precision.filter(([km]) => km !== null).at(-1)?.[0] ?? 0;
    return {
      ...made, precision: made.precision.map(([km, n]) => [km === null ? `> ${last}` : `≤ ${km}`, n]),
      unresolvedPlaces: made.unresolvedPlaces.map(([words, , n]) => [words, n]),
    };
  }

  async extent(): Promise<Box | null> {
    const all: Query = { from: null, to: null, known: null, types: [], statuses: [], side: "", source: "", words: "" };
    return extentOf((await this.points(all, [-180, -85, 180, 85], FINE)).items);
  }
}

export interface OutsideReport extends Omit<ReportDetail, "texts" | "parts" | "claims" | "document"> {
  key?: string;
  text: string;
  parts: { kind: string; from: number; to: number }[];
  claims: OutsideClaim[];
}

export function reportOf(made: OutsideReport): ReportDetail {
  return {
    ...made, document: made.key ?? made.id, texts: [[0, made.text]], parts: (made.parts ?? []).map((p) => [p.from, p.to, p.kind]),
    claims: (made.claims ?? []).map(claimOf), basis: made.basis ?? "",
  };
}
