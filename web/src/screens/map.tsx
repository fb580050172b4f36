// The first screen: map, list or drawer beside it, timeline under it; all show the same interval and filters.

import { useEffect, useRef, useState } from "preact/hooks";
import { joined } from "../data/cells";
import { clampDay } from "../data/days";
import type { Box, EventDetail, Held, Points } from "../data/shapes";
import { MapView, type Edges } from "../map/view";
import { end } from "../measure";
import { useApp, useAsk } from "../parts/app";
import { Await } from "../parts/bits";
import { Clock } from "../parts/clock";
import { Comparing, Differing, useCompared, type Compared } from "../parts/compare";
import { EventDrawer } from "../parts/event";
import { drawnSides, Filters, Layers, Legend, viewName } from "../parts/legend";
import { EventList } from "../parts/list";
import { holdMap } from "../parts/maphandle";
import { Menu } from "../parts/menu";
import { Share } from "../parts/share";
import { Timeline } from "../parts/timeline";
import { Together } from "../parts/together";
import { go, queryOf, state, useShown, visit } from "../state";
import { days, spoken, t } from "../texts";

/** The strip at the lower edge of the map with scale and origin. */
const FOOT = 28;
const NONE: Points = { total: 0, unlocated: 0, undated: 0, items: [] };

/** Notes when the first frame that holds all that was asked of the map is on the screen; those after it look the same. */
function drawn(view: MapView): void {
  const seen = view.map.on("render", () => {
    if (!view.map.loaded()) return;
    seen.unsubscribe();
    requestAnimationFrame(() => {
      document.documentElement.dataset["drawn"] = "yes";
      end("brush-shown");
      if (!document.documentElement.dataset["first"]) {
        document.documentElement.dataset["first"] = "yes";
        end("first-map");
      }
    });
  });
}

/** How much of the map lies under its tools, its legend, its scale. */
function covered(node: HTMLElement): Edges {
  const map = node.getBoundingClientRect();
  const part = (name: string): DOMRect | undefined => node.parentElement?.querySelector(name)?.getBoundingClientRect();
  const [tools, legend] = [part(".maptools"), part(".legend[open]")];
  const made: Edges = { top: tools ? tools.bottom - map.top : 0, bottom: FOOT, left: 0, right: 0 };
  if (legend && legend.width < map.width / 3) {
    if (document.dir === "rtl") made.right = map.right - legend.left;
    else made.left = legend.right - map.left;
  }
  return made;
}

function MapTools() {
  const s = useShown();
  const filters = [s.types.length, s.statuses.length, s.side, s.source].filter(Boolean).length;
  const layers = [s.compare !== "none", s.view !== "all", s.control !== "assessed"].filter(Boolean).length;
  return (
    <div class="maptools">
      <input type="search" id="search" placeholder={t(innerWidth > 820 ? "tool.search" : "tool.searchLabel")} aria-label={t("tool.searchLabel")} dir={s.words ? "auto" : undefined} value={s.words} onInput={(e) => go({ words: e.currentTarget.value })} />
      <Menu label={t("tool.filter")} name={t("tool.filter")} badge={filters}><Filters /></Menu>
      <Menu label={t("map.layers")} name={t("map.layers")} badge={layers}><Layers /></Menu>
      <Share />
    </div>
  );
}

/** What else decides what the map shows, on the map itself: whose view it is, the second date, what a comparison found. */
function MapNotes({ compared }: { compared: Compared }) {
  const s = useShown();
  const alone = s.control !== "none" && (s.compare === "none" || s.compare === "dates");
  const shown = !alone ? "" : s.view !== "all" ? viewName(s.view) : s.control === "claimed" ? t("map.claimed") : "";
  const notes = [shown, s.known ? t("time.knownOn", { day: days(s.known, null) }) : ""].filter(Boolean);
  return (
    <div class="map-notes">
      {notes.length > 0 && <p>{notes.join(" · ")}</p>}
      {s.compare === "diff" && <Differing compared={compared} />}
    </div>
  );
}

export function MapScreen() {
  const app = useApp();
  const { source, base, dark } = app;
  const s = useShown();
  const node = useRef<HTMLDivElement>(null);
  const view = useRef<MapView | null>(null);
  const together = useRef(new Together()).current;
  const [box, setBox] = useState<Box | null>(null);
  const [zoom, setZoom] = useState(6);
  const [ready, setReady] = useState(false);
  const [noGl, setNoGl] = useState("");
  const [spot, setSpot] = useState<Box | null>(null);
  const [points, setPoints] = useState<Points>(NONE);
  const [ground, setGround] = useState<{ held: Held[]; on: string }>({ held: [], on: "" });
  const first = source.meta.first ?? "2000-01-01";
  const day = clampDay(s.to ?? source.meta.last ?? first, first, source.meta.last ?? first);
  const language = spoken();

  useEffect(() => {
    let gone = false;
    const build = async (): Promise<void> => {
      const whole = s.at ? null : await source.extent();
      await document.fonts?.ready;
      if (gone || !node.current) return;
      try {
        const made: MapView = new MapView(node.current, {
          base, dark, language, at: s.at, box: whole, covered: () => (node.current ? covered(node.current) : { top: 0, bottom: 0, left: 0, right: 0 }), sides: source.meta.sides, lines: source.meta.lines, labels: source.meta.labels,
          events: {
            pick: (found) => pick(made, found),
            place: (id) => visit("places", id),
            moved: () => {
              setBox(made.box());
              setZoom(made.map.getZoom());
              setSpot(null);
              go({ at: made.at() });
            },
          },
        });
        view.current = made;
        holdMap(made);
        // What lies in view can be asked for at once; it is shown when the map is ready for it.
        setBox(made.box());
        setZoom(made.map.getZoom());
        await made.ready;
        if (!gone) setReady(true);
      } catch (error) {
        setNoGl(error instanceof Error ? error.message : String(error));
        setBox([-180, -85, 180, 85]);
      }
    };
    void build();
    return () => {
      gone = true;
      holdMap(null);
      view.current?.remove();
      view.current = null;
    };
  }, [source, language]);

  const pick = (made: MapView, found: { event: string | null; box: Box | null; count: number }[]): void => {
    const [only] = found;
    if (found.length === 1 && only?.event) {
      go({ event: only.event }, true);
      return;
    }
    const boxes = found.flatMap((f) => (f.box ? [f.box] : []));
    const all: Box = boxes.reduce(joined, [180, 85, -180, -85]);
    if (!boxes.length) {
      const one = found.find((f) => f.event)?.event;
      if (one) go({ event: one }, true);
      return;
    }
    // A cell whose events lie apart opens by coming closer; one whose events share a spot, as a list.
    const wide = Math.max(all[2] - all[0], all[3] - all[1]);
    if (wide > 0.02 && made.map.getZoom() < 12) made.fit(all);
    else {
      go({ event: "" });
      setSpot([all[0] - 0.0005, all[1] - 0.0005, all[2] + 0.0005, all[3] + 0.0005]);
    }
  };

  // An address that is followed or gone back to moves the map; the map's own moves are in the address already.
  useEffect(() => {
    const made = view.current;
    if (!made || !ready || !s.at) return;
    const [lat, lon, zoomed] = made.at();
    if (Math.abs(lat - s.at[0]) > 0.001 || Math.abs(lon - s.at[1]) > 0.001 || Math.abs(zoomed - s.at[2]) > 0.02) made.jump(s.at[0], s.at[1], s.at[2]);
  }, [s.at?.join(), ready]);

  const query = queryOf(s);
  const hidden = s.hidden.join();
  const key = JSON.stringify([query, box, Math.round(zoom * 4)]);
  useEffect(() => {
    if (!box) return;
    const stop = new AbortController();
    if (s.hidden.includes("events")) setPoints(NONE);
    else void together.show(source.points(query, box, zoom, stop.signal), stop.signal, setPoints);
    return () => stop.abort();
  }, [key, source, hidden]);
  useEffect(() => {
    if (!box || s.control === "none") return;
    const stop = new AbortController();
    const asked = s.control === "claimed" && s.view === "all" ? "claimed" : s.view;
    void together.show(source.holdings(day, s.known, asked, box, zoom, stop.signal), stop.signal, (held) => setGround({ held, on: day }));
    return () => stop.abort();
  }, [day, s.known, s.view, s.control, JSON.stringify(box), source]);
  useEffect(() => {
    if (!ready) return;
    view.current?.setDark(dark);
    view.current?.showPoints(points.items, !s.hidden.includes("radius"));
    if (view.current) drawn(view.current);
  }, [ready, points, dark, hidden]);
  const compared = useCompared(box, zoom, day);
  useEffect(() => {
    if (!ready) return;
    if (compared.differences) view.current?.showDifferences(compared.differences.rows);
    else view.current?.showHeld(ground.held, ground.on, s.control);
  }, [ready, ground, s.control, dark, compared.differences]);

  const [bars, againBars] = useAsk((signal) => source.histogram(s.by, { ...query, from: null, to: null }, signal), [s.by, JSON.stringify({ ...query, from: null, to: null }), source]);
  const chosen = (event: EventDetail): void => {
    const spots = event.claimList.flatMap((c) => (c.place && c.place.lat !== null && c.place.lon !== null ? [{ lat: c.place.lat, lon: c.place.lon, radius: c.place.radius ?? 3 }] : []));
    const own = event.lat !== null && event.lon !== null ? [{ lat: event.lat, lon: event.lon, radius: event.radius ?? 3 }] : [];
    if (view.current && ready) view.current.choose([...own, ...spots.slice(0, 6)], true);
  };
  useEffect(() => {
    if (ready && !s.event) view.current?.choose([], false);
  }, [s.event, ready]);

  const inView = points.items.reduce((sum, p) => sum + p.count, 0);
  const { held } = ground;
  const drawnOn = compared.differences ? compared.differences.rows.flatMap((r) => [r.a, r.b]) : drawnSides([...held, ...compared.other], s.control);
  return (
    <div class={`mapscreen ${s.event || spot ? "opened" : ""}`}>
      <div class="mapbox">
        <div class="map" id="map" ref={node}>{noGl && <p class="no-map" role="alert">{t("map.noGl", { why: noGl })}</p>}</div>
        {ready && view.current && <Comparing main={view.current} day={day} compared={compared} />}
        {!s.embed && <MapTools />}
        <Legend drawn={drawnOn} open={innerWidth > 1000 && !s.embed} />
        <MapNotes compared={compared} />
      </div>
      {!s.embed && (
        <aside class="panel" id="panel" tabIndex={0} aria-label={t("list.events")}>
          {s.event ? <EventDrawer id={s.event} chosen={chosen} key={`${s.event}${ready}`} /> : <EventList box={box} spot={spot} clearSpot={() => setSpot(null)} unlocated={points.unlocated} />}
        </aside>
      )}
      <section class="timebar" aria-label={t("time.title")}>
        <Clock made={bars.value} />
        <div class="bars-slot"><Await asked={bars} again={againBars}>{(made) => <Timeline made={made} />}</Await></div>
      </section>
      <p class="hidden" role="status" aria-live="polite">{t("live.events", { n: inView, when: days(state().from ?? first, day) })}</p>
    </div>
  );
}
