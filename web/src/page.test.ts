/// <reference types="vite/client" />

import ts from "typescript";
import { describe, expect, it, vi } from "vitest";
import { ServerDesk } from "./data/desk";
import type { Meta } from "./data/shapes";
import { addDays, binFor, binsOf, binStart, clampDay, monthAfter, weekOf } from "./data/days";
import { apart, cells, type Spot } from "./data/cells";
import { Embedded, folded } from "./data/embedded";
import { extentOf } from "./data/extent";
import type { Payload, RawClaim, RawEvent, RawPlace, RawReport } from "./data/payload";
import type { EventDetail, PlaceRun } from "./data/shapes";
import { FAMILIES, familyOf, TYPES } from "./kinds";
import { contrast, themed } from "./map/colours";
import { circle, grounds, mercator, outline, within, type Outline } from "./map/ground";
import { unpacked } from "./map/base";
import { padding } from "./map/view";
import { figures, pieces } from "./parts/claim";
import { citation } from "./parts/event";
import { drawnSides } from "./parts/legend";
import { Together } from "./parts/together";
import { nameFirst } from "./screens/add";
import { fromBaseline } from "./screens/places";
import { Original, wholeWords } from "./screens/reports";
import { copying } from "./screens/sources";
import { differing, sourceDetail } from "./data/sums";
import { parsed, START, withViews, written, type State } from "./state";
import { AR } from "./texts/ar";
import { EN, type Key } from "./texts/en";
import { moment, percent, signed, speak, t } from "./texts";
import { PHRASES, told } from "./texts/phrases";
import { readDay } from "./texts/written";

const spot = (lon: number, lat: number, type = "clash"): Spot => ({ lon, lat, type, status: "occurred", certainty: "stated", event: `${lon},${lat}`, radius: 2, side: null, p: 0.5 });

const report = (source: string, published: string, text: string): RawReport => ({ id: null, document: source, title: null, url: null, language: "en", source, published, basis: "", texts: [[0, text]], parts: [] });
const rawClaim = (id: string, report: number, more: Partial<RawClaim> = {}): RawClaim => ({
  id, type: "control_gain", status: "occurred", certainty: "stated", report, quote: [0, 9], marks: [], place: null, origin: null, destination: null, from: "2017-01-02", to: "2017-01-02",
  timeText: null, timeBasis: null, initiator: [], target: [], attributed: [], counts: [], frame: "", confidence: 0.9, ...more,
});
const rawEvent = (id: string, claims: RawEvent["claims"], more: Partial<RawEvent> = {}): RawEvent => ({
  id, type: "control_gain", status: "occurred", certainty: "stated", claims, voices: 1, confidence: 0.8, name: null, lat: null, lon: null, radius: null,
  from: "2017-01-02", to: "2017-01-02", first: "2017-01-02", last: "2017-01-03", initiator: [], target: [], counts: [], ...more,
});
const payload = (more: Partial<Payload>): Embedded => new Embedded({
  title: "", version: "", sides: [], days: ["2017-01-01", "2017-01-02", "2017-01-03"], sources: {}, reports: [], claims: [], events: [], places: [], failures: [], lines: [], labels: [], ...more,
});

describe("the address", () => {
  it("keeps every part of a state", () => {
    const state: State = {
      ...START, screen: "reports", id: "a/b&c", event: "e", from: "2017-01-02", to: "2017-02-03", known: "2017-03-04", at: [36.2, 37.1, 8.5], types: ["clash", "route"],
      statuses: ["denied"], side: "x", source: "A, B & Co", words: "ماء water", control: "both", view: "A", compare: "dates", day2: "2017-01-05", view2: "B", by: "side",
      hidden: ["events"], theme: "dark", language: "ar", embed: true, find: { q: "قلعة", offset: "50" },
    };
    expect(parsed(written(state))).toEqual(state);
    expect(written(START)).toBe("");
  });
  it("ignores what it does not understand", () => {
    const state = parsed("screen=nowhere&to=yesterday&at=1,2&control=all&from=2017-13-99");
    expect(state).toEqual(START);
  });
});

it("a view that there is not gives way to all sources and is told of", () => {
  const of = (view: string, live = true, more: Partial<State> = {}): State => withViews({ ...START, view, ...more }, ["Reed Voice", "A, B & Co"], live);
  for (const view of ["all", "claimed", "Reed Voice", "A, B & Co", "reed voice,-Reed Voice"]) expect(of(view)).toEqual({ ...START, view });
  expect(of("zz")).toEqual({ ...START, noView: "zz" });
  expect(of("reed voice", false)).toMatchObject({ view: "all", noView: "reed voice" });
  expect(of("all", true, { view2: "zz", compare: "views" })).toMatchObject({ view: "all", view2: "claimed", noView: "zz" });
  expect(parsed(written(of("zz")))).toEqual(START);
});

it("a count says what is known of it, and one figure is just that", () => {
  const count = (low: number | null, best: number | null, high: number | null): string => figures({ what: "killed", of: null, low, best, high });
  vi.stubGlobal("document", { documentElement: {} });
  speak("en");
  expect([count(null, 26_000, null), count(26_000, 26_000, 26_000), count(20, null, null), count(20, 25, 30), count(null, null, null)]).toEqual(["26,000", "26,000", "low 20", "low 20, best 25, high 30", "?"]);
});

it("a failed file is named once", () => {
  vi.stubGlobal("document", { documentElement: {} });
  speak("en");
  expect(nameFirst("a.pdf", "a.pdf: not a kind of file that is read")).toBe("a.pdf: not a kind of file that is read");
  expect(nameFirst("b.txt", "no text")).toBe("b.txt: no text");
  expect(nameFirst("", "no text")).toBe("no text");
});

it("a report without a title is headed by its first words", async () => {
  const of = payload({ reports: [report("First Wire", "2017-01-02", "They took the village of Oldmere on Tuesday, as one of them said."), { ...report("First Wire", "2017-01-02", "x"), title: "A title" }] });
  const query = { words: "", source: "", language: "", type: "", month: "", offset: 0 };
  expect((await of.reports(query)).items.map((r) => r.heading)).toEqual(["They took the village of Oldmere on Tuesday, as one…", "A title"]);
  await expect(of.report("7")).rejects.toMatchObject({ status: 404 });
});

it("a place is found by the name that the map writes in its own script", async () => {
  const of = payload({
    labels: [{ name: "al-Bab", local: "الباب", lat: 36.4, lon: 37.5, rank: 1 }], reports: [report("First Wire", "2017-01-02", "They took it.")], claims: [rawClaim("a", 0)],
    events: [rawEvent("e", [[0, "supports", null, []]], { name: "al-Bab" })],
  });
  expect(of.chosen({ from: null, to: null, known: null, types: [], statuses: [], side: "", source: "", words: "الباب" })).toEqual([0]);
});

describe("days", () => {
  it("bins by day, week, month and year without gaps", () => {
    expect(binsOf("2017-02-27", "2017-03-02", "day")).toEqual(["2017-02-27", "2017-02-28", "2017-03-01", "2017-03-02"]);
    expect(binStart("2017-03-05", "week")).toBe("2017-02-27");
    expect(binsOf("2016-11-30", "2017-02-01", "month")).toEqual(["2016-11-01", "2016-12-01", "2017-01-01", "2017-02-01"]);
    expect(binsOf("2015-07-01", "2017-01-01", "year")).toEqual(["2015-01-01", "2016-01-01", "2017-01-01"]);
    expect(binFor("2007-01-01", "2016-12-31", 400)).toBe("month");
    expect(addDays("2016-02-28", 2)).toBe("2016-03-01");
    expect(clampDay("2018-01-01", "2016-01-01", "2017-01-01")).toBe("2017-01-01");
  });
});

describe("a written day", () => {
  it("is read as ISO or in words, in either language, and never guessed", () => {
    for (const text of ["2017-03-21", "2017/3/21", "21 Mar 2017", "21 March 2017", "March 21, 2017", "21 آذار 2017", "٢١ مارس ٢٠١٧", " 21-mar-2017 "]) expect(readDay(text)).toBe("2017-03-21");
    for (const text of ["03/04/2017", "4.3.17", "31 Feb 2017", "2017-13-01", "yesterday", "21 Ma 2017", ""]) expect(readDay(text)).toBeNull();
    expect(readDay("2017-03-2", false)).toBeNull();
    expect(readDay("2017-03-21", false)).toBe("2017-03-21");
  });
  it("has the same date in other months, and a week from Monday", () => {
    expect(monthAfter("2017-01-31", 1)).toBe("2017-02-28");
    expect(monthAfter("2017-03-31", -1)).toBe("2017-02-28");
    expect(monthAfter("2016-02-29", -12)).toBe("2015-02-28");
    expect(weekOf("2017-03-05")[0]).toBe("2017-02-27");
  });
});

describe("the first look", () => {
  const busy = (lon: number, lat: number, count = 1, radius: number | null = 2) => ({ lon, lat, count, radius });
  it("holds all evidence but what lies far off or only in a wide area", () => {
    const town = Array.from({ length: 60 }, (_, n) => busy(37 + (n % 10) / 10, 36 + Math.floor(n / 10) / 10, 1 + n));
    const box = extentOf([...town, busy(36.4, 35.6), busy(32.8, 39.9, 3), busy(34.5, 39, 1, 400)]);
    expect(box).not.toBeNull();
    const [west, south, east, north] = box as [number, number, number, number];
    expect([west < 36.4, south < 35.6, east > 37.9, north > 36.5]).toEqual([true, true, true, true]);
    expect([west > 36, south > 35.2, east < 38.2, north < 37]).toEqual([true, true, true, true]);
    expect(extentOf([])).toBeNull();
    expect(extentOf([busy(37, 36, 5)])?.every((v, n) => Math.abs(v - ([37, 36, 37, 36][n] as number)) < 0.1)).toBe(true);
    expect(extentOf([busy(37, 36, 1, 300)])).not.toBeNull();
  });
  it("leaves free what lies under legend and tools, and always something to draw on", () => {
    const desktop = padding({ top: 44, bottom: 28, left: 231, right: 0 }, 898, 613);
    expect(desktop).toEqual({ top: 70, bottom: 54, left: 257, right: 26 });
    const small = padding({ top: 44, bottom: 28, left: 200, right: 0 }, 240, 100);
    expect(small.left + small.right).toBeLessThan(140);
    expect(small.top + small.bottom).toBeLessThan(60);
  });
});

it("a cut text ends with a whole word", () => {
  expect(wholeWords("workers said. Mines kille")).toBe("workers said. Mines");
  expect(wholeWords("workers said.")).toBe("workers said.");
});

it("colours stand out on the dark map, and are the pack's on paper", () => {
  for (const { colour } of FAMILIES) expect(contrast(themed(colour, true), "#1e262d")).toBeGreaterThanOrEqual(3);
  expect(themed("#882255", false)).toBe("#882255");
  expect(themed("#E69F00", true)).toBe("#E69F00");
  expect(themed("tan", true)).toBe("tan");
});

it("words of another script and signs stand apart in Arabic", () => {
  vi.stubGlobal("document", { documentElement: {} });
  speak("ar");
  expect(t("event.said", { source: "Levant Wire" })).toBe("قاله \u2068Levant Wire\u2069");
  expect(t("event.said", { source: "سانا" })).toBe("قاله سانا");
  expect(signed(0.6)).toMatch(/^\u2066\+0.6\u2069$/);
  expect(moment("2026-11-27T09:05:00Z")).toContain("تشرين الثاني 2026");
  speak("en");
});

describe("cells", () => {
  it("counts every event once, and co-located ones together", () => {
    const spots = [spot(37, 36), spot(37, 36), spot(37, 36, "aid"), spot(39, 35)];
    const made = cells(spots, [30, 30, 45, 40], 8);
    expect(made.reduce((sum, p) => sum + p.count, 0)).toBe(4);
    expect(made.find((p) => p.count === 3)).toMatchObject({ type: "clash", event: null, box: [37, 36, 37, 36] });
    expect(cells(spots, [38, 30, 45, 40], 8)).toHaveLength(1);
  });

  it("that would cover one another are one, and none is lost", () => {
    const made = cells([spot(37, 36), spot(37, 36), spot(37.01, 36), spot(37.01, 36), spot(37.01, 36), spot(39, 35), spot(39, 35), spot(37, 36.001, "aid")], [30, 30, 45, 40], 14);
    const seen = apart(made, 8);
    expect(seen.filter((p) => p.count > 1).map((p) => [p.count, p.box])).toEqual([[5, [37, 36, 37.01, 36]], [2, [39, 35, 39, 35]]]);
    expect(seen.reduce((sum, p) => sum + p.count, 0)).toBe(made.reduce((sum, p) => sum + p.count, 0));
    expect(apart(made, 14)).toHaveLength(made.length);
  });
});

describe("ground", () => {
  it("never reaches further than it says, and is divided halfway between neighbours", () => {
    const [left, right] = grounds([{ lat: 36, lon: 37 }, { lat: 36, lon: 37.05 }]);
    const corners = (shape?: Float64Array): [number, number][] => Array.from({ length: (shape?.length ?? 0) / 2 }, (_, n) => [shape?.[2 * n] as number, shape?.[2 * n + 1] as number]);
    expect(corners(left).length).toBeGreaterThan(12);
    expect(Math.max(...corners(left).map(([x]) => x))).toBeCloseTo(37.025, 3);
    expect(Math.min(...corners(right).map(([x]) => x))).toBeCloseTo(37.025, 3);
    for (const [x, y] of corners(left)) expect(Math.hypot((x - 37) * 111.32 * Math.cos((36 * Math.PI) / 180), (y - 36) * 110.57)).toBeLessThan(6.05);
    expect(circle(0, 0, 10)).toHaveLength(29);
  });

  it("is found by a spot that lies on it, and by none beyond it", () => {
    const [left, right] = grounds([{ lat: 36, lon: 37 }, { lat: 36, lon: 37.05 }]).map(outline);
    const on = (shape: Outline | undefined, lon: number, lat: number): boolean => within(shape as Outline, ...mercator(lon, lat));
    expect([on(left, 37.02, 36.01), on(right, 37.02, 36.01), on(left, 37.03, 36.01), on(right, 37.03, 36.01), on(left, 36.9, 36)]).toEqual([true, false, false, true, false]);
  });
});

describe("marks", () => {
  it("cut a text without losing or doubling a letter", () => {
    const text = "the army left the hill";
    const made = pieces(text.length, [[4, 8, "initiator"], [6, 13, "trigger"], [18, 99, "place"], [9, 13, "trigger"]]);
    expect(made.map((p) => text.slice(p.from, p.to)).join("")).toBe(text);
    expect(made.filter((p) => p.kind).map((p) => text.slice(p.from, p.to))).toEqual(["army", "left"]);
  });
});

it("the legend names the sides that are drawn", () => {
  const held = { place: "a", name: "a", lat: 0, lon: 0, holder: "x", p: 1, contested: 0.5, second: "y", last: null, claimed: "z" };
  expect(drawnSides([held], "assessed")).toEqual(["x", "y"]);
  expect(drawnSides([{ ...held, contested: 0.1 }], "assessed")).toEqual(["x"]);
  expect(drawnSides([held], "claimed")).toEqual(["z"]);
  expect(drawnSides([{ ...held, holder: "unknown" }], "both")).toEqual(["z"]);
  expect(drawnSides([held], "none")).toEqual([]);
});

describe("comparing", () => {
  it("tells apart differing, agreeing and known to one", () => {
    const held = (place: string, holder: string) => ({ place, name: place, lat: 0, lon: 0, holder, p: 1, contested: 0, second: null, last: null, claimed: null });
    const made = differing([held("a", "x"), held("b", "x"), held("c", "x")], [held("a", "x"), held("b", "y"), held("d", "y")]);
    expect(made).toMatchObject({ agree: 1, differ: 1, alone: 2, rows: [{ place: "b", a: "x", b: "y" }, { place: "c", a: "x", b: "unknown" }, { place: "d", a: "unknown", b: "y" }] });
  });
});

it("a place tells of each claim whether it was denied, and which holders no report stands behind", async () => {
  const place = { id: "p", name: "Oldmere", lat: 1, lon: 1, runs: [[0, 0, 1, 0, -1, null], [2, 1, 0.9, 0, -1, 1]], later: [], evidence: [0], baseline: ["2016-12-31", 0] };
  const sides = ["x", "y"].map((id) => ({ id, name: id, colour: "#000", pattern: "solid" }));
  const reports = [report("First Wire", "2017-01-02", "They took it.")];
  const of = payload({ sides, reports, claims: [rawClaim("a", 0, { status: "denied" })], places: [place as unknown as RawPlace] });
  const made = await of.place("p", null);
  expect(made.evidence.map((e) => e.status)).toEqual(["denied"]);
  expect(made.baseline).toEqual({ day: "2016-12-31", holder: "x" });
  expect(made.runs.map((run) => fromBaseline(made, run))).toEqual([true, false]);
  expect(fromBaseline({ ...made, baseline: null }, made.runs[0] as PlaceRun)).toBe(false);
});

it("what is nearly sure is never told as sure", () => {
  vi.stubGlobal("document", { documentElement: {} });
  speak("en");
  expect([0.994, 0.9949, 0.995, 1].map((p) => percent(p).replace(/[\u2066\u2069]/g, ""))).toEqual(["99%", "99%", ">99%", ">99%"]);
  expect(percent(0)).toBe("0%");
});

it("a source copies from those that published first", () => {
  const of = payload({
    reports: [report("First Wire", "2017-01-02", "They took it."), report("Second Post", "2017-01-03", "They took it.")], claims: [rawClaim("a", 0), rawClaim("b", 1)],
    events: [rawEvent("e", [[0, "supports", null, []], [1, "copy", 0, []]])],
  });
  const [first, second] = [sourceDetail(of, "First Wire"), sourceDetail(of, "Second Post")];
  expect([first.copies, first.copiedBy, second.copies, second.copiedBy]).toEqual([0, 1, 1, 0]);
  expect(second.graph).toEqual([["Second Post", "First Wire", 1]]);
  expect(copying(second)).toEqual({ from: [["First Wire", 1]], by: [] });
  expect(copying(first)).toEqual({ from: [], by: [["Second Post", 1]] });
});

describe("words", () => {
  it("are found in Arabic whatever the marks and forms of letters", () => {
    expect(folded("الأَحْيَاء")).toBe(folded("الاحياء"));
    expect(folded("قرية")).toBe(folded("قريه"));
    expect(folded("Dayr Ḥāfir")).toBe("dayr hafir");
  });
  it("have the same gaps to fill in both languages", () => {
    const gaps = (text: string | readonly string[]): string[] => [...new Set((typeof text === "string" ? text : text.join(" ")).match(/\{\w+\}/g) ?? [])].sort();
    for (const key of Object.keys(EN) as Key[]) expect([key, gaps(AR[key])]).toEqual([key, gaps(EN[key])]);
  });
});

describe("texts", () => {
  const code = import.meta.glob<string>(["./**/*.ts", "./**/*.tsx", "!./**/*.test.ts"], { query: "?raw", import: "default", eager: true });
  const weights = import.meta.glob<{ levels: Record<string, Record<string, unknown>> }>("../../src/fogline/fuse/weights.json", { import: "default", eager: true });

  it("stand in the catalogue, none in the markup", () => {
    const own = new Set(["BibTeX", "CSV", "Fogline"]);
    const found: string[] = [];
    for (const [file, words] of Object.entries(code).filter(([name]) => name.endsWith(".tsx"))) {
      const visit = (node: ts.Node): void => {
        const worded = ts.isJsxText(node) ? node.text : ts.isJsxAttribute(node) && /^(aria-label|title|placeholder|alt)$/.test(node.name.getText()) && node.initializer && ts.isStringLiteral(node.initializer) ? node.initializer.text : "";
        if (/\p{L}{2}/u.test(worded) && !own.has(worded.trim())) found.push(`${file}: ${worded.trim()}`);
        ts.forEachChild(node, visit);
      };
      visit(ts.createSourceFile(file, words, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX));
    }
    expect(found).toEqual([]);
  });
  it("of the catalogue are all used, by their key or by its family", () => {
    const whole = Object.entries(code).flatMap(([name, words]) => (/texts\/(en|ar)\.ts$/.test(name) ? [] : [words])).join("\n");
    const families = new Set([...whole.matchAll(/named\("(\w+)"|t\(`(\w+)\.\$/g)].map((m) => m[1] ?? m[2]));
    expect(Object.keys(EN).filter((key) => !whole.includes(`"${key}"`) && !families.has(key.split(".")[0] ?? ""))).toEqual([]);
  });
  it("of why claims were joined are known in Arabic", () => {
    const said = [...Object.values(weights).flatMap((w) => Object.values(w.levels)).flatMap((level) => Object.keys(level)), "points to 'Tadef', named before", "spelling 0.97, near the report's other places", "town, not the airbase asked for", "'on Friday' from publication 2017-02-18"];
    vi.stubGlobal("document", { documentElement: {} });
    speak("ar");
    const unknown = said.filter((words) => told(words) === words || /[a-z]{3}/.test(told(words).replace(/«[^»]*»/g, "")));
    speak("en");
    expect(said.length).toBeGreaterThan(40);
    expect(unknown).toEqual([]);
    expect(PHRASES.length).toBeGreaterThan(50);
  });
});

describe("kinds", () => {
  it("each belong to one family and have a name", () => {
    expect(new Set(TYPES).size).toBe(TYPES.length);
    for (const type of TYPES) expect(FAMILIES).toContain(familyOf(type));
    for (const type of TYPES) expect(`type.${type}` in EN).toBe(true);
  });
});

it("unpacks steps of whole numbers", () => {
  expect(unpacked([500, 1000, -50, 50], 500)).toEqual([[1, 2], [0.9, 2.1]]);
});

describe("a permalink", () => {
  const asked = async (status: number, body: object): Promise<string> => {
    vi.stubGlobal("location", { href: "http://127.0.0.1:8470/#old", origin: "http://127.0.0.1:8470" });
    vi.stubGlobal("fetch", async () => new Response(JSON.stringify(body), { status }));
    return new ServerDesk({ csrf: "x", user: { name: "me" } } as Meta).permalink("q=a").finally(() => vi.unstubAllGlobals());
  };
  it("is short where the server keeps it, and the whole address where that only shows", async () => {
    expect(await asked(200, { id: "abc", url: "/v/abc" })).toBe("http://127.0.0.1:8470/v/abc");
    expect(await asked(403, { error: "this server only shows" })).toBe("http://127.0.0.1:8470/#q=a");
    await expect(asked(503, { error: "ask again" })).rejects.toThrow("ask again");
  });
});

describe("answers asked for at one moment", () => {
  const later = <T>(value: T, ms: number): Promise<T> => new Promise((done) => setTimeout(() => done(value), ms));
  it("are shown at one moment, each that came", async () => {
    vi.useFakeTimers();
    const [shown, on, off, together] = [[] as string[], new AbortController(), new AbortController(), new Together()];
    const how = (made: string): void => void shown.push(`${made}@${Date.now() - start}`);
    const start = Date.now();
    void together.show(later("a", 30), on.signal, how);
    void together.show(later("b", 90), on.signal, how);
    void together.show(later("c", 10), off.signal, how);
    void together.show(later("d", 20).then(() => Promise.reject<string>(new Error("no"))), on.signal, how);
    off.abort();
    await vi.advanceTimersByTimeAsync(1000);
    expect(shown).toEqual(["a@90", "b@90"]);
    vi.useRealTimers();
  });
  it("do not wait long for one that is late", async () => {
    vi.useFakeTimers();
    const [shown, on, together] = [[] as string[], new AbortController(), new Together()];
    const how = (made: string): void => void shown.push(`${made}@${Date.now() - start}`);
    const start = Date.now();
    void together.show(later("a", 30), on.signal, how);
    void together.show(later("b", 900), on.signal, how);
    await vi.advanceTimersByTimeAsync(1000);
    expect(shown).toEqual(["a@230", "b@900"]);
    vi.useRealTimers();
  });
});

describe("the row to cite an event by", () => {
  it("cannot run as a formula, and its numbers stay numbers", () => {
    const event = { id: "e1", type: "other", status: "occurred", from: null, to: null, said: null, name: "=1+1", lat: -33.5, lon: -70, voices: 1, confidence: 0.5, claimList: [] };
    const { csv } = citation(event as unknown as EventDetail, "Fogline", "1", "http://127.0.0.1/");
    expect(csv.split("\n")[1]).toBe(`"e1","other","occurred","","","'=1+1","-33.5","-70","1","0.500",""`);
  });
});

describe("the original of a report", () => {
  it("is a link where it is of the web, and never a script", () => {
    for (const url of ["https://example.org/a", "HTTP://example.org/b"]) {
      expect(Original({ url })).toMatchObject({ type: "a", props: { href: url, rel: "noopener noreferrer" } });
    }
    for (const url of ["javascript:alert(1)", " javascript:alert(1)//https://", "data:text/html,x", "ftp://example.org", "file.html"]) {
      expect(Original({ url })).toMatchObject({ type: "bdi", props: { children: url } });
    }
  });
});
