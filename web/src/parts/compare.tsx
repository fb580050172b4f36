// Comparing: a second map under the same hand, parted by a border that can be dragged; or one map of what differs.

import { useEffect, useRef, useState } from "preact/hooks";
import type { Box, Differences, Held } from "../data/shapes";
import { MapView } from "../map/view";
import { useShown } from "../state";
import { day as longDay, spoken, t } from "../texts";
import { useApp } from "./app";
import { viewName } from "./legend";

export interface Compared {
  other: Held[];
  differences: Differences | null;
}

const NOTHING: Compared = { other: [], differences: null };

export function useCompared(box: Box | null, zoom: number, day: string): Compared {
  const { source } = useApp();
  const s = useShown();
  const [made, set] = useState<Compared>(NOTHING);
  useEffect(() => {
    const stop = new AbortController();
    const run = async (): Promise<void> => {
      if (s.compare === "none" || !box) {
        set(NOTHING);
        return;
      }
      const day2 = s.compare === "dates" ? (s.day2 ?? source.meta.first ?? day) : day;
      const view2 = s.compare === "dates" ? s.view : s.view2;
      const made: Compared = s.compare === "diff"
        ? { other: [], differences: await source.differences(day, s.view, day2, view2, s.known, box) }
        : { other: await source.holdings(day2, s.known, view2, box, zoom, stop.signal), differences: null };
      if (!stop.signal.aborted) set(made);
    };
    void run().catch(() => undefined);
    return () => stop.abort();
  }, [s.compare, s.day2, s.view, s.view2, s.known, day, JSON.stringify(box), source]);
  return made;
}

function Swipe({ main, compared, day }: { main: MapView; compared: Compared; day: string }) {
  const { source, base, dark } = useApp();
  const s = useShown();
  const node = useRef<HTMLDivElement>(null);
  const [share, setShare] = useState(0.5);
  const [view, setView] = useState<MapView | null>(null);
  const day2 = s.compare === "dates" ? (s.day2 ?? day) : day;
  useEffect(() => {
    if (!node.current) return;
    const made = new MapView(node.current, {
      base, dark, language: spoken(), at: main.at(), box: null, sides: source.meta.sides, lines: source.meta.lines, labels: source.meta.labels, keyboard: false,
      events: { pick: () => undefined, place: () => undefined, moved: () => undefined },
    });
    const follow = (): void => void made.map.jumpTo({ center: main.map.getCenter(), zoom: main.map.getZoom() });
    main.map.on("move", follow);
    let gone = false;
    void made.ready.then(() => !gone && setView(made));
    return () => {
      gone = true;
      main.map.off("move", follow);
      made.remove();
    };
  }, [main, dark]);
  useEffect(() => view?.showHeld(compared.other, day2, s.control), [view, compared.other, day2, s.control]);
  const drag = (e: PointerEvent): void => {
    if (!(e.currentTarget as HTMLElement).hasPointerCapture(e.pointerId) || !node.current) return;
    const box = node.current.getBoundingClientRect();
    setShare(Math.min(0.97, Math.max(0.03, (e.clientX - box.left) / box.width)));
  };
  const key = (e: KeyboardEvent): void => {
    const by = e.key === "ArrowLeft" ? -0.05 : e.key === "ArrowRight" ? 0.05 : 0;
    if (!by) return;
    e.preventDefault();
    e.stopPropagation();
    setShare(Math.min(0.97, Math.max(0.03, share + by)));
  };
  const [left, right] = s.compare === "dates" ? [longDay(day2), longDay(day)] : [viewName(s.view2), viewName(s.view)];
  return (
    <div class="swipe" dir="ltr" style={{ "--share": `${100 * share}%` }}>
      <div class="map second" ref={node} style={{ clipPath: `inset(0 ${100 - 100 * share}% 0 0)` }} aria-hidden="true" />
      <p class="swipe-name left" dir="auto">{left}</p>
      <p class="swipe-name right" dir="auto">{right}</p>
      <div
        class="swipe-bar" role="slider" tabIndex={0} aria-label={t("compare.handle")} aria-valuemin={3} aria-valuemax={97} aria-valuenow={Math.round(100 * share)}
        style={{ left: `${100 * share}%` }} onPointerDown={(e) => (e.currentTarget as HTMLElement).setPointerCapture(e.pointerId)} onPointerMove={drag} onKeyDown={key}
      ><span aria-hidden="true">⇆</span></div>
    </div>
  );
}

/** How often two views differ and agree, and of how many places one alone speaks. */
export function Differing({ compared: { differences } }: { compared: Compared }) {
  const s = useShown();
  if (!differences) return null;
  return (
    <p class="diff-note" role="status">
      {viewName(s.view)} ⇄ {viewName(s.view2)}: {t("compare.differ", { n: differences.differ })}{t("list.comma")}{t("compare.agree", { n: differences.agree })}{t("list.comma")}{t("compare.onlyOne", { n: differences.alone })}
    </p>
  );
}

export function Comparing({ main, compared, day }: { main: MapView; day: string; compared: Compared }) {
  const s = useShown();
  return s.compare === "dates" || s.compare === "views" ? <Swipe main={main} compared={compared} day={day} /> : null;
}
