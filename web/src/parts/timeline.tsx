// The timeline: events as bars, the interval as a band with two handles, the day in large type.

import { useEffect, useRef, useState } from "preact/hooks";
import { addDays, between, clampDay, dayNumber, isoDay, nextBin } from "../data/days";
import type { Histogram } from "../data/shapes";
import { FAMILIES, familyOf } from "../kinds";
import { themed } from "../map/colours";
import { begin } from "../measure";
import { go, useShown } from "../state";
import { day, days, named, t } from "../texts";
import { sideName, sideOf, useApp } from "./app";

type Hand = "from" | "to" | "band" | "new";
const FOOT = 17;
const GRIP = 9;

interface Draft {
  from: string;
  to: string;
}

/** The colours of the bars, in the order in which they are stacked. */
export function useStacks(made: Histogram, by: "type" | "side"): { colours: string[]; of: number[]; names: string[] } {
  const app = useApp();
  if (by === "type") {
    const index = made.keys.map((k) => FAMILIES.indexOf(familyOf(k)));
    return { colours: FAMILIES.map((f) => themed(f.colour, app.dark)), of: index, names: FAMILIES.map((f) => named("family", f.id)) };
  }
  const known = [...new Set(made.keys)];
  return {
    colours: known.map((k) => sideOf(app, k)?.colour ?? "#8a939b"), of: made.keys.map((k) => known.indexOf(k)),
    names: known.map((k) => (k ? sideName(app, k) : t("time.sides"))),
  };
}

function paint(node: HTMLCanvasElement, made: Histogram, stacks: { colours: string[]; of: number[] }, first: string, last: string, shown: Draft, rtl: boolean): void {
  const scale = devicePixelRatio || 1;
  const { clientWidth: w, clientHeight: h } = node;
  if (!w || !h) return;
  node.width = w * scale;
  node.height = h * scale;
  const c = node.getContext("2d") as CanvasRenderingContext2D;
  c.scale(scale, scale);
  const style = getComputedStyle(node);
  const total = between(first, last) + 1;
  const x = (iso: string): number => (w * between(first, iso)) / total;
  const flip = (a: number, wide: number): number => (rtl ? w - a - wide : a);
  const rect = (a: number, y: number, wide: number, tall: number): void => c.fillRect(flip(a, wide), y, wide, tall);
  const foot = h - FOOT;
  const [left, right] = [x(shown.from), x(addDays(shown.to, 1))];
  c.fillStyle = style.getPropertyValue("--band") || "rgb(0 114 178 / 0.12)";
  rect(left, 0, right - left, foot);
  const sums = made.counts.map((row) => row.reduce((a, b) => a + b, 0));
  const most = Math.max(1, ...sums);
  made.bins.forEach((bin, n) => {
    const end = nextBin(bin, made.bin);
    const inside = end > shown.from && bin <= shown.to;
    const [a, b] = [Math.max(0, x(bin)), Math.min(w, x(end))];
    const wide = Math.max(1, (b - a) * 0.82);
    const parts = stacks.colours.map(() => 0);
    const bare = stacks.colours.map(() => 0);
    made.counts[n]?.forEach((count, k) => {
      const [of, own] = [stacks.of[k] ?? 0, made.bare[n]?.[k] ?? 0];
      parts[of] = (parts[of] ?? 0) + count - own;
      bare[of] = (bare[of] ?? 0) + own;
    });
    let y = foot;
    // Those whose day nobody says stand on top, hollow: the bar's place is only the day of their report.
    for (const [row, hollow] of [[parts, false], [bare, true]] as const) {
      row.forEach((count, k) => {
        if (!count) return;
        const tall = ((foot - 4) * count) / most;
        c.globalAlpha = (inside ? 1 : 0.34) * (hollow ? 0.28 : 1);
        c.fillStyle = c.strokeStyle = stacks.colours[k] as string;
        rect(a + (b - a) * 0.09, y - tall, wide, tall);
        if (hollow && wide > 3 && tall > 3) {
          c.globalAlpha = inside ? 1 : 0.34;
          c.strokeRect(flip(a + (b - a) * 0.09, wide) + 0.5, y - tall + 0.5, wide - 1, tall - 1);
        }
        y -= tall;
      });
    }
  });
  c.globalAlpha = 1;
  c.fillStyle = style.getPropertyValue("--soft");
  c.fillRect(0, foot, w, 1);
  c.font = `11.5px "Noto Sans", "Noto Sans Arabic", sans-serif`;
  const months = total / 30.4;
  const every = months > 60 ? 12 : months > 24 ? 6 : months > 12 ? 3 : 1;
  let free = -99;
  for (let n = 0; n < total; n++) {
    const iso = isoDay(dayNumber(first) + n);
    if (!iso.endsWith("-01") || (Number(iso.slice(5, 7)) - 1) % every) continue;
    const at = x(iso);
    rect(at, foot, 1, 5);
    const text = total < 45 ? day(iso, "short") : every === 12 ? iso.slice(0, 4) : day(iso, "month");
    const wide = c.measureText(text).width;
    if (at < free || at + wide + 4 > w) continue;
    c.fillText(text, flip(at + 4, wide), h - 4);
    free = at + wide + 16;
  }
  c.fillStyle = style.getPropertyValue("--accent");
  for (const at of [left, right]) {
    rect(at - 1, 0, 2, foot);
    c.beginPath();
    c.roundRect(flip(at - 4, 8), foot / 2 - 11, 8, 22, 4);
    c.fill();
  }
}

export function Timeline({ made }: { made: Histogram }) {
  const app = useApp();
  const s = useShown();
  const node = useRef<HTMLCanvasElement>(null);
  const { first, last, counts } = app.source.meta;
  const [draft, setDraft] = useState<Draft | null>(null);
  const hand = useRef<{ kind: Hand; start: string; from: string; to: string } | null>(null);
  const stacks = useStacks(made, s.by);
  const rtl = document.dir === "rtl";
  const begins = first ?? "2000-01-01";
  const ends = last ?? begins;
  const to = clampDay(s.to ?? ends, begins, ends);
  const from = clampDay(s.from ?? begins, begins, to);
  const shown = draft ?? { from, to };
  useEffect(() => {
    const canvas = node.current;
    if (!canvas) return;
    const draw = (): void => paint(canvas, made, stacks, begins, ends, shown, rtl);
    const frame = requestAnimationFrame(draw);
    const watch = new ResizeObserver(draw);
    watch.observe(canvas);
    return () => {
      cancelAnimationFrame(frame);
      watch.disconnect();
    };
  });
  const at = (e: PointerEvent): string => {
    const box = (node.current as HTMLCanvasElement).getBoundingClientRect();
    const share = (rtl ? box.right - e.clientX : e.clientX - box.left) / box.width;
    return clampDay(addDays(begins, Math.floor(share * (between(begins, ends) + 1))), begins, ends);
  };
  const x = (iso: string): number => ((node.current?.clientWidth ?? 0) * between(begins, iso)) / (between(begins, ends) + 1);
  // Few events follow the hand; of many, the band alone does, and the map when the hand lets go.
  const live = counts.events <= 5000;
  const change = (next: Draft): void => {
    setDraft(next);
    if (live) go({ from: next.from === begins && s.from === null ? null : next.from, to: next.to });
  };
  const down = (e: PointerEvent): void => {
    (e.currentTarget as HTMLElement).setPointerCapture(e.pointerId);
    const box = (node.current as HTMLCanvasElement).getBoundingClientRect();
    const px = rtl ? box.right - e.clientX : e.clientX - box.left;
    const [left, right] = [x(shown.from), x(addDays(shown.to, 1))];
    const kind: Hand = Math.abs(px - right) <= GRIP ? "to" : Math.abs(px - left) <= GRIP ? "from" : px > left && px < right && s.from !== null ? "band" : "new";
    hand.current = { kind, start: at(e), ...shown };
    if (kind === "new") change({ from: at(e), to: at(e) });
  };
  const move = (e: PointerEvent): void => {
    const held = hand.current;
    if (!held) return;
    const day = at(e);
    if (held.kind === "new") change(day < held.start ? { from: day, to: held.start } : { from: held.start, to: day });
    else if (held.kind === "from") change({ from: day > held.to ? held.to : day, to: held.to });
    else if (held.kind === "to") change({ from: held.from, to: day < held.from ? held.from : day });
    else {
      const wide = between(held.from, held.to);
      const start = clampDay(addDays(held.from, between(held.start, day)), begins, addDays(ends, -wide));
      change({ from: start, to: addDays(start, wide) });
    }
  };
  const up = (): void => {
    if (!hand.current) return;
    hand.current = null;
    begin("brush-shown");
    if (draft) go({ from: draft.from, to: draft.to });
    setDraft(null);
  };
  const step = (which: "from" | "to", e: KeyboardEvent): void => {
    const by = ({ ArrowLeft: rtl ? 1 : -1, ArrowRight: rtl ? -1 : 1, ArrowUp: 1, ArrowDown: -1, PageUp: 7, PageDown: -7 } as Record<string, number>)[e.key];
    const home = e.key === "Home" ? begins : e.key === "End" ? ends : null;
    if (by === undefined && home === null) return;
    e.preventDefault();
    const now = which === "from" ? from : to;
    const next = clampDay(home ?? addDays(now, (by ?? 0) * (e.shiftKey ? 7 : 1)), which === "from" ? begins : from, which === "from" ? to : ends);
    go({ [which]: next });
  };
  const handle = (which: "from" | "to") => (
    <div
      role="slider" tabIndex={0} class={`handle ${which}`} aria-label={t(which === "from" ? "time.from" : "time.to")} aria-valuemin={0} aria-valuemax={between(begins, ends)}
      aria-valuenow={between(begins, which === "from" ? from : to)} aria-valuetext={day(which === "from" ? from : to)} onKeyDown={(e) => step(which, e)}
      style={{ insetInlineStart: `${(100 * (between(begins, which === "from" ? shown.from : shown.to) + (which === "to" ? 1 : 0))) / (between(begins, ends) + 1)}%` }}
    />
  );
  return (
    <div class="bars-box">
      <canvas
        ref={node} class="bars" role="img" aria-label={t("time.barsLabel", { n: made.total, first: day(begins), last: day(ends) })}
        onPointerDown={down} onPointerMove={move} onPointerUp={up} onPointerCancel={up}
      />
      {handle("from")}
      {handle("to")}
      {draft && !live && <output class="draft">{days(draft.from, draft.to, "short")}</output>}
    </div>
  );
}
