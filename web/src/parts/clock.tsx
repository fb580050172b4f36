// The day in large type, with steps, play, the length of the interval and the second date.

import { useEffect, useRef, useState } from "preact/hooks";
import { addDays, between, clampDay } from "../data/days";
import type { Histogram } from "../data/shapes";
import { go, state, useShown } from "../state";
import { day, days, t, type Key } from "../texts";
import { useApp } from "./app";
import { DateField } from "./datefield";

const LENGTHS: [Key, number][] = [["time.day", 0], ["time.days3", 2], ["time.week", 6], ["time.month", 29], ["time.year", 364], ["time.all", -1]];
const BEAT_MS = 500;

/** Moves the interval by days, keeping its length. */
export function stepDays(by: number, first: string, last: string): void {
  const s = state();
  const to = clampDay(s.to ?? last, first, last);
  const next = clampDay(addDays(to, by), first, last);
  const from = s.from === null ? null : clampDay(addDays(s.from, between(to, next)), first, next);
  go({ to: next, from });
}

/** What the bars cannot show: events that nobody dates stand on the day of their report, or nowhere. */
function undatedNote(made: Histogram | null): string {
  if (!made) return "";
  const notes = [made.reported > 0 ? t("time.reportedCount", { n: made.reported, all: made.total }) : "", made.undated > 0 ? t("time.undated", { n: made.undated }) : ""];
  return notes.filter(Boolean).join(" · ");
}

export function Clock({ made }: { made: Histogram | null }) {
  const { source } = useApp();
  const s = useShown();
  const first = source.meta.first ?? "2000-01-01";
  const last = source.meta.last ?? first;
  const to = clampDay(s.to ?? last, first, last);
  const [playing, play] = useState(false);
  const timer = useRef(0);
  useEffect(() => {
    if (!playing) return;
    const beat = (): void => {
      const now = state();
      if ((now.to ?? last) >= last) play(false);
      else stepDays(now.from !== null && between(now.from, now.to ?? last) >= 60 ? 7 : 1, first, last);
    };
    timer.current = window.setInterval(beat, BEAT_MS);
    return () => clearInterval(timer.current);
  }, [playing]);
  const toggle = (): void => {
    if (!playing && to >= last) go({ to: s.from === null ? first : clampDay(addDays(first, between(s.from, to)), first, last), from: s.from === null ? null : first });
    play(!playing);
  };
  const back = s.from === null ? -1 : between(s.from, to);
  const known = LENGTHS.some(([, n]) => n === back);
  const lengthen = (n: number): void => go({ to, from: n < 0 ? null : clampDay(addDays(to, -n), first, to) });
  const steps: [string, Key, number][] = [["«", "time.backWeek", -7], ["‹", "time.backDay", -1]];
  const on: [string, Key, number][] = [["›", "time.onDay", 1], ["»", "time.onWeek", 7]];
  const button = ([label, name, by]: [string, Key, number]) => (
    <button type="button" class="flip" key={name} aria-label={t(name)} title={t(name)} onClick={() => stepDays(by, first, last)}>{label}</button>
  );
  return (
    <div class="clock">
      <output class="date" aria-live="polite">{day(to)}</output>
      <span class="buttons">
        {steps.map(button)}
        <button type="button" aria-label={t(playing ? "time.stop" : "time.play")} title={t(playing ? "time.stop" : "time.play")} aria-pressed={playing} onClick={toggle}>{playing ? "❚❚" : "▶"}</button>
        {on.map(button)}
      </span>
      <label class="field"><span>{t("time.interval")}</span>
        <select aria-label={t("time.interval")} value={known ? String(back) : "x"} onChange={(e) => lengthen(Number(e.currentTarget.value))}>
          {LENGTHS.map(([name, n]) => <option value={String(n)} key={n}>{t(name)}</option>)}
          {!known && <option value="x">{t("time.brushed")}</option>}
        </select>
      </label>
      <span class="soft range">{s.from !== null && s.from !== to && days(s.from, to, "short")}</span>
      <span class="field"><span>{t("time.known")}</span>
        <DateField label={t("time.known")} min={first} max={last} value={s.known} empty={t("time.knownNow")} change={(known) => go({ known })} />
      </span>
      <label class="field"><span>{t("time.by")}</span>
        <select value={s.by} onChange={(e) => go({ by: e.currentTarget.value === "side" ? "side" : "type" })}>
          <option value="type">{t("time.byType")}</option>
          <option value="side">{t("time.bySide")}</option>
        </select>
      </label>
      <span class="soft undated">{undatedNote(made)}</span>
    </div>
  );
}
