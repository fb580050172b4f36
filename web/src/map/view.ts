// One map: the base, the ground that sides hold, the events over it, and how far off they may lie.

import maplibregl, { type FilterSpecification, type GeoJSONSource, type StyleSpecification } from "maplibre-gl";
import { apart } from "../data/cells";
import { between } from "../data/days";
import type { Box, Held, Line, Label, Point, Side } from "../data/shapes";
import { AREA_KM, FAMILIES, shapeOf } from "../kinds";
import type { Control } from "../state";
import { t } from "../texts";
import { baseMap, labels, type RawBase } from "./base";
import { themed } from "./colours";
import { circle, CORNERS, grounds, mercator, outline, type Outline } from "./ground";
import { provideImages, type Ink } from "./images";
import { Patches, type Area, type Patch } from "./patches";

type Feature = GeoJSON.Feature;
/** The sources that are cut into tiles. */
const TILED = ["base", "labels", "events"];
/** How far a tile of lines and areas reaches over its edge, in pixels: no line is as wide. */
const BUFFER = 24;
const SHAPES = FAMILIES.map((f) => f.shape);
const EMPTY: GeoJSON.FeatureCollection = { type: "FeatureCollection", features: [] };
/** Up to this zoom the ground of a place is a few pixels wide, and so many corners make it round. */
const ROUND_FROM = 7;
const FEW_CORNERS = 12;
const STALE_DAYS = 30;
const GONE_DAYS = 240;
export const CONTESTED = 0.3;
/** How long at most the map waits for its tiles before it draws what it has, in milliseconds. */
const PATIENCE = 400;
/** The same for all of its tiles, when it is opened. */
const FIRST_PATIENCE = 1200;
const WORLD: Box = [-180, -90, 180, 90];
/** How far the base reaches from the middle of the first view, in pixels of its zoom. */
const NEAR_PIXELS = 2500;
/** How wide the plates of counts are, twice over: up to three letters, and more. */
const PLATES = [56, 72] as const;
/** The face of counts: the first name only gives the weight. */
const COUNTS = ["Noto Sans Semibold", "Noto Sans"];

interface Theme extends Ink {
  sea: string;
  land: string;
  border: string;
  road: string;
  river: string;
}

const THEMES: Record<"light" | "dark", Theme> = {
  light: { sea: "#d5e2ea", land: "#f5f2eb", border: "#8f877c", road: "#d8c7a4", river: "#9cc0d8", ink: "#1d2329", paper: "#ffffff", soft: "#6b6459", halo: "#ffffff" },
  dark: { sea: "#10161b", land: "#1e262d", border: "#66727d", road: "#4d4737", river: "#2f5570", ink: "#f0f3f6", paper: "#11161a", soft: "#9ba6b0", halo: "#11161a" },
};

export function inkOf(dark: boolean): Ink {
  return THEMES[dark ? "dark" : "light"];
}

/** A box well around what is looked at first, whatever the shape of the window. */
function around(at: [number, number, number] | null, box: Box | null): Box {
  if (!at && !box) return WORLD;
  const [west, south, east, north] = box && !at ? box : [at?.[1] ?? 0, at?.[0] ?? 0, at?.[1] ?? 0, at?.[0] ?? 0];
  const wide = at ? (NEAR_PIXELS * 360) / (512 * 2 ** at[2]) : 3 * Math.max(east - west, north - south, 1);
  return [west - wide, south - wide, east + wide, north + wide];
}

function kind(of: string): FilterSpecification {
  return ["==", ["get", "kind"], of];
}

function area(lat: number, lon: number, km: number, corners: number, chosen: boolean): Area {
  return { outline: outline(Float64Array.from(circle(lat, lon, km, corners).flat())), chosen };
}

function collection(features: Feature[]): GeoJSON.FeatureCollection {
  return { type: "FeatureCollection", features };
}

export interface MapEvents {
  pick(points: { event: string | null; box: Box | null; count: number }[]): void;
  place(id: string): void;
  moved(): void;
  spot?(lat: number, lon: number): void;
}

export interface MapSetup {
  base: RawBase;
  sides: readonly Side[];
  lines: readonly Line[];
  labels: readonly Label[];
  dark: boolean;
  language: string;
  at: [lat: number, lon: number, zoom: number] | null;
  /** What is to be in view where no `at` says so. */
  box: Box | null;
  /** How much of each edge of the map lies under something else. */
  covered?: (() => Edges) | undefined;
  events: MapEvents;
  keyboard?: boolean;
}

export interface Edges {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

const CLEAR = 26;
const MOST_COVERED = 0.55;

/** Room to leave free at each edge; where the map is small, less, so that something is left to draw on. */
export function padding(covered: Edges, wide: number, high: number): Edges {
  const fit = (a: number, b: number, all: number): [number, number] => {
    const least = Math.min(CLEAR, all / 10);
    const [x, y] = [a + least, b + least];
    const share = Math.min(1, (MOST_COVERED * all) / (x + y));
    return [Math.round(x * share), Math.round(y * share)];
  };
  const [left, right] = fit(covered.left, covered.right, wide);
  const [top, bottom] = fit(covered.top, covered.bottom, high);
  return { top, bottom, left, right };
}

export class MapView {
  readonly map: maplibregl.Map;
  readonly ready: Promise<void>;
  private readonly side: Map<string, Side>;
  private readonly patches: Patches;
  private readonly provide: (image: string) => void;
  private gone = false;
  /** What the base holds so far. */
  private near: Box;
  private names: GeoJSON.FeatureCollection;
  private dark: boolean;
  /** How far off events may lie, and what is open in the drawer. */
  private radii: Area[] = [];
  private chosen: Area[] = [];
  /** The sources whose tiles the next frame waits for. */
  private readonly awaited = new Set<string>();
  /** What the first look holds, until a hand moves the map: kept in view when the map's own size changes. */
  private framed: Box | null = null;

  constructor(node: HTMLElement, private readonly setup: MapSetup) {
    this.dark = setup.dark;
    this.side = new Map(setup.sides.map((s) => [s.id, s]));
    this.names = labels(setup.base, setup.labels, setup.language);
    const { at, box } = setup;
    this.near = around(at, box);
    this.map = new maplibregl.Map({
      container: node,
      style: this.style(),
      ...(at ? { center: [at[1], at[0]], zoom: at[2] } : { center: [20, 25], zoom: 1.6 }),
      validateStyle: false,
      attributionControl: false,
      maxZoom: 15,
      minZoom: 1,
      dragRotate: false,
      pitchWithRotate: false,
      fadeDuration: 0,
      renderWorldCopies: false,
      canvasContextAttributes: { preserveDrawingBuffer: true },
      locale: {
        "NavigationControl.ZoomIn": t("map.zoomIn"), "NavigationControl.ZoomOut": t("map.zoomOut"), "Map.Title": t("map.label"),
        "AttributionControl.ToggleAttribution": t("map.baseShow"), "ScaleControl.Meters": t("unit.m"), "ScaleControl.Kilometers": t("unit.km"),
      },
    });
    this.map.addControl(new maplibregl.AttributionControl({ compact: true, customAttribution: t("map.base") }), "bottom-right");
    this.map.addControl(new maplibregl.NavigationControl({ showCompass: false }), document.dir === "rtl" ? "top-right" : "top-left");
    this.map.addControl(new maplibregl.ScaleControl({ maxWidth: 110 }), "bottom-left");
    this.map.touchZoomRotate.disableRotation();
    this.map.keyboard.disableRotation();
    if (setup.keyboard === false) this.map.getCanvas().tabIndex = -1;
    this.map.getCanvas().setAttribute("aria-label", t("map.label"));
    this.provide = provideImages(this.map, () => this.theme());
    if (!at && box) {
      this.framed = box;
      this.frame();
      this.map.on("resize", () => this.frame());
      this.map.on("movestart", (e) => {
        if ((e as { originalEvent?: Event }).originalEvent) this.framed = null;
      });
    }
    this.map.on("moveend", () => {
      setup.events.moved();
      this.widen();
    });
    this.map.on("click", (e) => this.clicked(e));
    this.patches = new Patches(this.map, () => this.theme().ink);
    this.patches.lie("borders");
    this.map.on("mousemove", (e) => this.point(e));
    // A narrow map needs the room: what the base rests on opens by its button.
    if (node.clientWidth < 600) {
      this.map.once("load", () => {
        const about = node.querySelector(".maplibregl-ctrl-attrib");
        about?.removeAttribute("open");
        about?.classList.remove("maplibregl-compact-show");
      });
    }
    // What is shown can come as soon as the layers are known: drawn with the base, not after it. The first frame after the sources are
    // there asks for their tiles, the second shows them.
    this.ready = new Promise((done) => this.map.once("style.load", () => {
      this.hold(["base", "labels"], {
        patience: FIRST_PATIENCE, there: (id) => this.source(id).loaded(), then: () => this.hold(TILED, { patience: FIRST_PATIENCE }),
      });
      setTimeout(() => this.letter());
      done();
    }));
  }

  private theme(): Theme {
    return THEMES[this.dark ? "dark" : "light"];
  }

  private sideOf(id: string): Side | undefined {
    const found = this.side.get(id);
    return found && { ...found, colour: themed(found.colour, this.dark) };
  }

  private style(): StyleSpecification {
    const theme = this.theme();
    const { base } = this.setup;
    return {
      version: 8,
      sources: {
        base: { type: "geojson", data: baseMap(base, this.setup.lines, this.near), buffer: BUFFER },
        labels: { type: "geojson", data: this.names, buffer: 0 },
        events: { type: "geojson", data: EMPTY, buffer: 0 },
      },
      layers: [
        { id: "sea", type: "background", paint: { "background-color": theme.sea } },
        { id: "land", type: "fill", source: "base", filter: kind("land"), paint: { "fill-color": theme.land } },
        { id: "lakes", type: "fill", source: "base", filter: kind("lake"), paint: { "fill-color": theme.sea } },
        { id: "rivers", type: "line", source: "base", filter: kind("river"), layout: { "line-join": "round" }, paint: { "line-color": theme.river, "line-width": ["interpolate", ["linear"], ["zoom"], 3, 0.6, 8, 2, 12, 4] } },
        { id: "roads", type: "line", source: "base", filter: kind("road"), minzoom: 5, layout: { "line-join": "round" }, paint: { "line-color": theme.road, "line-width": ["interpolate", ["linear"], ["zoom"], 6, 0.8, 11, 2.4] } },
        { id: "borders", type: "line", source: "base", filter: kind("border"), paint: { "line-color": theme.border, "line-width": ["interpolate", ["linear"], ["zoom"], 3, 0.8, 9, 1.8], "line-dasharray": [5, 2] } },
        { id: "labels", type: "symbol", source: "labels", filter: ["<=", ["get", "from"], ["zoom"]], layout: { "icon-image": ["get", "icon"], "icon-anchor": "top", "icon-offset": [0, -8], "symbol-sort-key": ["get", "order"], "icon-padding": 3 } },
        { id: "clusters", type: "symbol", source: "events", filter: [">", ["get", "count"], 1], layout: { "icon-image": ["get", "icon"], "icon-allow-overlap": true, "icon-padding": 0, "text-field": ["get", "label"], "text-font": COUNTS, "text-size": 11, "text-allow-overlap": true, "text-padding": 0 }, paint: { "text-color": theme.ink } },
        { id: "events", type: "symbol", source: "events", filter: ["==", ["get", "count"], 1], layout: { "icon-image": ["get", "icon"], "icon-allow-overlap": true, "icon-padding": 0, "icon-size": 1.05 }, paint: { "icon-opacity": ["get", "opacity"] } },
      ],
    };
  }

  /** Draws the names that the tiles in view will ask for, before they do, and the symbols that nearly every map has. */
  private letter(): void {
    if (this.gone) return;
    for (const wide of PLATES) this.provide(`plate|${wide}`);
    for (const shape of SHAPES) this.provide(`sym|${shape}|occurred|spot`);
    const [west, south, east, north] = this.box();
    const zoom = Math.floor(this.map.getZoom());
    const tile = 1 / 2 ** zoom;
    const [[left, top], [right, bottom]] = [mercator(west, north), mercator(east, south)];
    const [x0, y0, x1, y1] = [tile * Math.floor(left / tile), tile * Math.floor(top / tile), tile * Math.ceil(right / tile), tile * Math.ceil(bottom / tile)];
    for (const { properties, geometry } of this.names.features) {
      if (properties?.["from"] > zoom) continue;
      const [x, y] = mercator(...((geometry as GeoJSON.Point).coordinates as [number, number]));
      if (x > x0 && x < x1 && y > y0 && y < y1) this.provide(properties?.["icon"]);
    }
  }

  private source(id: string): GeoJSONSource {
    return this.map.getSource(id) as GeoJSONSource;
  }

  /**
   * Draws nothing until the sources that are about to change are cut into tiles again: the frame after that shows it all, while the three
   * or four before it, a tenth of a second each where no graphics card helps, show nothing new. A hand on the map is not kept waiting.
   */
  private hold(ids: readonly string[], how: { patience?: number; there?: (id: string) => boolean; then?: () => void } = {}): void {
    const { map, awaited } = this;
    const { patience = PATIENCE, there = (id) => map.isSourceLoaded(id), then } = how;
    const holding = awaited.size > 0;
    for (const id of ids) awaited.add(id);
    if (holding) return;
    map.triggerRepaint = () => undefined;
    const go = (): void => {
      clearTimeout(late);
      for (const one of heard) one.unsubscribe();
      awaited.clear();
      if (this.gone) return;
      Reflect.deleteProperty(map, "triggerRepaint");
      map.triggerRepaint();
      then?.();
    };
    const late = setTimeout(go, patience);
    const heard = [
      map.on("data", (e) => {
        // Between what the source itself says and what its tiles say, it seems loaded for a moment.
        if (e.dataType === "source" && e.sourceDataType !== "metadata" && [...awaited].every(there)) go();
      }),
      ...(["mousedown", "touchstart", "wheel"] as const).map((name) => map.on(name, go)),
    ];
  }

  /** The ground of places, in their order: of these alone, so that the same view of the same day is always the same picture. */
  private mesh(held: readonly { lat: number; lon: number }[]): Outline[] {
    return grounds(held, this.map.getZoom() < ROUND_FROM ? FEW_CORNERS : CORNERS).map(outline);
  }

  /** Shows who holds what on a day: colour and pattern for the side, opacity for how sure, paler where evidence is old. */
  showHeld(held: readonly Held[], on: string, control: Control): void {
    if (control === "none") {
      this.patches.show([]);
      return;
    }
    const drawn: { h: Held; side: Side | undefined; differs: Side | undefined }[] = [];
    const spots = new Map<string, number>();
    for (const h of held) {
      const holder = control === "claimed" ? (h.claimed ?? "unknown") : h.holder;
      const side = this.sideOf(holder);
      const differs = control === "both" && h.claimed !== null && h.claimed !== h.holder ? this.sideOf(h.claimed) : undefined;
      if (!side && !differs) continue;
      // Of places on one spot, as rounding leaves them, the surest stands for all.
      const spot = `${h.lat},${h.lon}`;
      const there = spots.get(spot);
      if (there === undefined) spots.set(spot, drawn.push({ h, side, differs }) - 1);
      else if (h.p > (drawn[there]?.h.p ?? 0)) drawn[there] = { h, side, differs };
    }
    const outlines = this.mesh(drawn.map(({ h }) => h));
    const made = drawn.map(({ h, side, differs }, n): Patch => {
      const age = h.last === null ? 0 : between(h.last, on);
      const fresh = age <= STALE_DAYS ? 1 : Math.max(0.35, 1 - (0.65 * (age - STALE_DAYS)) / (GONE_DAYS - STALE_DAYS));
      const p = control === "claimed" ? 0.7 : h.p;
      const solid = !side || side.pattern === "solid";
      const rival = h.second ? this.sideOf(h.second) : undefined;
      const torn = side !== undefined && control !== "claimed" && h.contested >= CONTESTED;
      return {
        place: h.place, outline: outlines[n] as Outline, colour: side?.colour ?? "", pattern: solid || torn ? "" : side.pattern,
        opacity: torn ? 0.08 : (solid ? 0.12 + 0.5 * p : 0.08 + 0.28 * p) * fresh, mark: (0.2 + 0.75 * p) * fresh,
        two: torn ? [side.colour, rival?.colour ?? this.theme().soft] : null, contested: (0.25 + 0.5 * h.contested) * fresh, claimed: differs?.colour ?? "",
      };
    });
    this.patches.show(made);
  }

  /** Shows where two views differ: their sides as stripes, beside grey and paler where one of them is silent. */
  showDifferences(rows: readonly { place: string; lat: number; lon: number; a: string; b: string }[]): void {
    const soft = this.theme().soft;
    const outlines = this.mesh(rows);
    this.patches.show(rows.map((r, n): Patch => {
      const [a, b] = [this.sideOf(r.a)?.colour ?? soft, this.sideOf(r.b)?.colour ?? soft];
      const both = this.sideOf(r.a) !== undefined && this.sideOf(r.b) !== undefined;
      return { place: r.place, outline: outlines[n] as Outline, colour: a, pattern: "", opacity: both ? 0.1 : 0.03, mark: both ? 0.9 : 0.4, two: [a, b], contested: both ? 0.85 : 0.4, claimed: "" };
    }));
  }

  /** Shows events; the radius of each is drawn where it is wide enough to see. */
  showPoints(points: readonly Point[], radii: boolean): void {
    const features: Feature[] = [];
    this.radii = [];
    for (const point of apart(points, this.map.getZoom())) {
      const wide = point.count === 1 && (point.radius ?? 0) >= AREA_KM;
      const label = point.count > 1 ? short(point.count) : "";
      const icon = label ? `plate|${PLATES[label.length > 3 ? 1 : 0]}` : `sym|${shapeOf(point.type)}|${point.status}|${wide ? "area" : "spot"}`;
      this.provide(icon);
      features.push({
        type: "Feature",
        properties: { event: point.event ?? "", count: point.count, icon, label, opacity: point.certainty === "hedged" ? 0.55 : 1, box: point.box ? JSON.stringify(point.box) : "" },
        geometry: { type: "Point", coordinates: [point.lon, point.lat] },
      });
      if (radii && point.count === 1 && (point.radius ?? 0) >= 1) {
        this.radii.push(area(point.lat, point.lon, point.radius as number, 40, false));
      }
    }
    this.patches.encircle([...this.radii, ...this.chosen]);
    if (this.awaited.size || this.map.loaded()) this.hold(["events"]);
    this.source("events").setData(collection(features));
  }

  /** Marks what is open in the drawer by the circle that it lies in. */
  choose(spots: readonly { lat: number; lon: number; radius: number }[], move: boolean): void {
    this.chosen = spots.map((s) => area(s.lat, s.lon, Math.max(0.5, s.radius), 72, true));
    this.patches.encircle([...this.radii, ...this.chosen]);
    const first = spots[0];
    if (!first || !move || this.map.getBounds().contains([first.lon, first.lat])) return;
    this.framed = null;
    this.map.easeTo({ center: [first.lon, first.lat], duration: calm() ? 0 : 400 });
  }

  box(): Box {
    const b = this.map.getBounds();
    return [Math.max(-180, b.getWest()), Math.max(-85, b.getSouth()), Math.min(180, b.getEast()), Math.min(85, b.getNorth())];
  }

  at(): [number, number, number] {
    const { lat, lng } = this.map.getCenter();
    return [lat, lng, this.map.getZoom()];
  }

  /** Lays the base of all the world under the map once it shows more than was laid at first. */
  private widen(): void {
    const [west, south, east, north] = this.box();
    if (!this.map.getSource("base")) return;
    if (west >= this.near[0] && south >= this.near[1] && east <= this.near[2] && north <= this.near[3]) return;
    this.near = WORLD;
    this.source("base").setData(baseMap(this.setup.base, this.setup.lines, WORLD));
  }

  private frame(): void {
    const { clientWidth, clientHeight } = this.map.getContainer();
    if (!this.framed || !clientWidth || !clientHeight) return;
    const none: Edges = { top: 0, bottom: 0, left: 0, right: 0 };
    this.map.fitBounds(this.framed, { padding: padding(this.setup.covered?.() ?? none, clientWidth, clientHeight), maxZoom: 10, duration: 0 });
  }

  /** Shows a spot at a zoom, at once. */
  jump(lat: number, lon: number, zoom: number): void {
    this.framed = null;
    this.map.jumpTo({ center: [lon, lat], zoom });
  }

  fit(box: Box): void {
    this.framed = null;
    this.map.fitBounds(box, { padding: 60, maxZoom: 12, duration: calm() ? 0 : 500 });
  }

  private clicked(e: maplibregl.MapMouseEvent): void {
    if (this.setup.events.spot) {
      this.setup.events.spot(e.lngLat.lat, e.lngLat.lng);
      return;
    }
    const near: [maplibregl.PointLike, maplibregl.PointLike] = [[e.point.x - 5, e.point.y - 5], [e.point.x + 5, e.point.y + 5]];
    const found = this.map.queryRenderedFeatures(near, { layers: ["events", "clusters"] });
    if (found.length) {
      this.setup.events.pick(found.map((f) => ({
        event: f.properties["event"] ? String(f.properties["event"]) : null,
        box: f.properties["box"] ? (JSON.parse(String(f.properties["box"])) as Box) : null,
        count: Number(f.properties["count"]),
      })));
      return;
    }
    const place = this.patches.at(e.lngLat.lng, e.lngLat.lat);
    if (place) this.setup.events.place(place);
  }

  /** Tells by the pointer what can be opened. */
  private point(e: maplibregl.MapMouseEvent): void {
    if (e.originalEvent.buttons) return;
    const open = this.map.queryRenderedFeatures(e.point, { layers: ["events", "clusters"] }).length > 0 || this.patches.at(e.lngLat.lng, e.lngLat.lat) !== null;
    this.map.getCanvas().style.cursor = open ? "pointer" : "";
  }

  setDark(dark: boolean): void {
    if (dark === this.dark) return;
    this.dark = dark;
    const theme = this.theme();
    for (const id of this.map.listImages()) this.map.removeImage(id);
    const paint: [string, string, string][] = [
      ["sea", "background-color", theme.sea], ["land", "fill-color", theme.land], ["lakes", "fill-color", theme.sea], ["rivers", "line-color", theme.river],
      ["roads", "line-color", theme.road], ["borders", "line-color", theme.border], ["clusters", "text-color", theme.ink],
    ];
    for (const [layer, name, value] of paint) this.map.setPaintProperty(layer, name, value);
    this.relabel(this.setup.language);
  }

  relabel(language: string): void {
    this.setup.language = language;
    this.names = labels(this.setup.base, this.setup.labels, language);
    this.source("labels").setData(this.names);
  }

  remove(): void {
    this.gone = true;
    this.map.remove();
  }
}

function short(count: number): string {
  return count < 1000 ? String(count) : count < 10_000 ? `${(count / 1000).toFixed(1)}k` : count < 1_000_000 ? `${Math.round(count / 1000)}k` : `${(count / 1_000_000).toFixed(1)}M`;
}

function calm(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
