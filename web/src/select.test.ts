import { describe, expect, it } from "vitest";
import type { Event, Payload } from "./data";
import { chosen, dayNumber, heldOn, histogram, type Choice } from "./select";

const days = ["2017-03-01", "2017-03-02", "2017-03-03", "2017-03-04"];
const event = (over: Partial<Event>): Event => ({
  id: "e", type: "clash", status: "occurred", certainty: "stated", claims: [[0, "supports"]], voices: 1, confidence: 0.8,
  name: "Oldmere", lat: 1, lon: 1, radius: 4, from: "2017-03-02", to: "2017-03-02", initiator: ["a"], target: ["b"], ...over,
});
const payload = (events: Event[]): Payload => ({
  title: "t", version: "0", sides: [], days, events, places: [], lines: [], labels: [],
  claims: [{ source: "Oldmere Post", shown: "The Marsh League took Oldmere." } as Payload["claims"][number]],
});
const choice = (over: Partial<Choice>): Choice => ({
  day: 3, back: 1, types: new Set(["clash"]), statuses: new Set(["occurred"]), side: "", source: "", words: "", ...over,
});

describe("days", () => {
  it("finds the day or the last one before it", () => {
    expect(dayNumber(days, "2017-03-03")).toBe(2);
    expect(dayNumber(days, "2017-05-01")).toBe(3);
    expect(dayNumber(days, "2016-01-01")).toBe(0);
    expect(dayNumber(days, null)).toBeNull();
  });
});

describe("choosing events", () => {
  it("keeps those that touch the interval", () => {
    const p = payload([event({}), event({ from: "2017-03-04", to: "2017-03-04" })]);
    expect(chosen(p, choice({}))).toEqual([1]);
    expect(chosen(p, choice({ back: 2 }))).toEqual([1, 0]);
    expect(chosen(p, choice({ back: -1 }))).toEqual([1, 0]);
  });
  it("shows undated events only among everything so far", () => {
    const p = payload([event({ from: null, to: null })]);
    expect(chosen(p, choice({}))).toEqual([]);
    expect(chosen(p, choice({ back: -1 }))).toEqual([0]);
  });
  it("filters by type, status, side, source and words", () => {
    const p = payload([event({})]);
    expect(chosen(p, choice({ back: -1, types: new Set(["aid"]) }))).toEqual([]);
    expect(chosen(p, choice({ back: -1, statuses: new Set(["denied"]) }))).toEqual([]);
    expect(chosen(p, choice({ back: -1, side: "b" }))).toEqual([0]);
    expect(chosen(p, choice({ back: -1, side: "c" }))).toEqual([]);
    expect(chosen(p, choice({ back: -1, source: "Saltby Times" }))).toEqual([]);
    expect(chosen(p, choice({ back: -1, words: "marsh oldmere" }))).toEqual([0]);
    expect(chosen(p, choice({ back: -1, words: "saltby" }))).toEqual([]);
  });
  it("counts events by day and family", () => {
    const p = payload([event({}), event({ type: "aid" })]);
    const bars = histogram(p, [["clash"], ["aid"]], choice({ types: new Set(["clash", "aid"]) }));
    expect(bars[1]).toEqual([1, 1]);
  });
});

describe("holders", () => {
  const place = { id: "p", name: "P", lat: 0, lon: 0, runs: [[1, 0, 0.9, 0], [3, -1, 0.6, 0.2]] as [number, number, number, number][] };
  it("takes the last run that began", () => {
    expect(heldOn(place, 0)).toBeNull();
    expect(heldOn(place, 2)).toEqual([0, 0.9, 0]);
    expect(heldOn(place, 3)).toEqual([-1, 0.6, 0.2]);
  });
});
