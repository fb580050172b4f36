// The map: base, holders under, events over, the radius of what is selected.

import maplibregl, { type GeoJSONSource, type StyleSpecification } from "maplibre-gl";
import type { BaseMap, Payload } from "./data";
import { provideImages } from "./icons";
import { SHAPES } from "./kinds";
import { heldOn } from "./select";

type Feature = GeoJSON.Feature;
const EMPTY: GeoJSON.FeatureCollection = { type: "FeatureCollection", features: [] };
const HOLD_KM = 2.6;

const THEMES = {
  light: { sea: "#dfe8ee", land: "#f6f3ec", border: "#9b948a", road: "#cdbfa6", river: "#a8c6dc", ink: "#1d2329", paper: "#ffffff" },
  dark: { sea: "#12181d", land: "#1d242b", border: "#5d6873", road: "#4a4436", river: "#2f4f66", ink: "#eef2f5", paper: "#11161a" },
};

function ring(lat: number, lon: number, km: number, corners = 36): [number, number][] {
  const made: [number, number][] = [];
  for (let i = 0; i <= corners; i++) {
    const turn = (2 * Math.PI * i) / corners;
    made.push([lon + (km * Math.sin(turn)) / (111.3 * Math.cos((lat * Math.PI) / 180)), lat + (km * Math.cos(turn)) / 110.6]);
  }
  return made;
}

function collection(features: Feature[]): GeoJSON.FeatureCollection {
  return { type: "FeatureCollection", features };
}

export interface MapEvents {
  pick(events: number[]): void;
  place(index: number): void;
  moved(): void;
}

export class MapView {
  readonly map: maplibregl.Map;
  private readonly labels: HTMLDivElement;
  private visible: ReadonlySet<number> = new Set();
  private dark: boolean;

  constructor(
    node: HTMLElement,
    private readonly payload: Payload,
    base: BaseMap,
    private readonly events: MapEvents,
    dark: boolean,
  ) {
    this.dark = dark;
    this.map = new maplibregl.Map({
      container: node,
      style: this.style(base),
      bounds: this.extent(),
      fitBoundsOptions: { padding: 50, maxZoom: 10 },
      attributionControl: false,
      maxZoom: 14,
      dragRotate: false,
      pitchWithRotate: false,
      canvasContextAttributes: { preserveDrawingBuffer: true },
    });
    this.map.addControl(new maplibregl.AttributionControl({ compact: true, customAttribution: "Base map: Natural Earth" }));
    this.map.addControl(new maplibregl.NavigationControl({ showCompass: false }), "top-left");
    this.map.addControl(new maplibregl.ScaleControl({ maxWidth: 110 }), "bottom-left");
    this.map.touchZoomRotate.disableRotation();
    this.map.getCanvas().setAttribute("aria-label", "Map; the list beside it holds the same events");
    provideImages(this.map, () => this.theme());
    this.labels = document.createElement("div");
    this.labels.className = "labels";
    node.append(this.labels);
    this.map.on("moveend", () => {
      this.drawLabels();
      this.events.moved();
    });
    this.map.on("load", () => this.drawLabels());
    this.map.on("click", (e) => void this.clicked(e.point));
    for (const layer of ["events", "clusters", "held"]) {
      this.map.on("mouseenter", layer, () => (this.map.getCanvas().style.cursor = "pointer"));
      this.map.on("mouseleave", layer, () => (this.map.getCanvas().style.cursor = ""));
    }
  }

  private theme(): (typeof THEMES)["light"] {
    return this.dark ? THEMES.dark : THEMES.light;
  }

  private extent(): [number, number, number, number] {
    const spots = [
      ...this.payload.events.filter((e) => e.lat !== null).map((e) => [e.lon as number, e.lat as number] as const),
      ...(this.payload.events.length ? [] : this.payload.places.map((p) => [p.lon, p.lat] as const)),
    ];
    if (!spots.length) return [-20, -35, 60, 60];
    const lons = spots.map((s) => s[0]).sort((a, b) => a - b);
    const lats = spots.map((s) => s[1]).sort((a, b) => a - b);
    const at = (list: number[], share: number): number => list[Math.round((list.length - 1) * share)] as number;
    return [at(lons, 0.04) - 0.03, at(lats, 0.04) - 0.03, at(lons, 0.96) + 0.03, at(lats, 0.96) + 0.03];
  }

  private style(base: BaseMap): StyleSpecification {
    const t = this.theme();
    const lines = collection(
      this.payload.lines.map((l) => ({
        type: "Feature",
        properties: { kind: l.kind, name: l.name },
        geometry: { type: "LineString", coordinates: l.coordinates },
      })),
    );
    const feature = (geometry: GeoJSON.Geometry): Feature => ({ type: "Feature", properties: {}, geometry });
    return {
      version: 8,
      sources: {
        land: { type: "geojson", data: feature(base.land) },
        borders: { type: "geojson", data: feature(base.borders) },
        lines: { type: "geojson", data: lines },
        held: { type: "geojson", data: EMPTY },
        radius: { type: "geojson", data: EMPTY },
        events: { type: "geojson", data: EMPTY, cluster: true, clusterRadius: 34, clusterMaxZoom: 11 },
      },
      layers: [
        { id: "sea", type: "background", paint: { "background-color": t.sea } },
        { id: "land", type: "fill", source: "land", paint: { "fill-color": t.land } },
        { id: "rivers", type: "line", source: "lines", filter: ["==", ["get", "kind"], "river"], layout: { "line-join": "round" }, paint: { "line-color": t.river, "line-width": 2.5 } },
        { id: "roads", type: "line", source: "lines", filter: ["!=", ["get", "kind"], "river"], layout: { "line-join": "round" }, paint: { "line-color": t.road, "line-width": 1.4 } },
        { id: "borders", type: "line", source: "borders", paint: { "line-color": t.border, "line-width": 1.2, "line-dasharray": [4, 2] } },
        { id: "held", type: "fill", source: "held", paint: { "fill-color": ["get", "colour"], "fill-opacity": ["get", "opacity"], "fill-antialias": true } },
        { id: "held-pattern", type: "fill", source: "held", filter: ["!=", ["get", "pattern"], ""], paint: { "fill-pattern": ["image", ["get", "pattern"]], "fill-opacity": ["get", "mark"] } },
        { id: "held-edge", type: "line", source: "held", paint: { "line-color": ["get", "colour"], "line-width": 1.4, "line-opacity": ["get", "mark"] } },
        { id: "contested", type: "fill", source: "held", filter: [">", ["get", "contested"], 0.3], paint: { "fill-pattern": ["image", `pat|hatch|${t.ink}`], "fill-opacity": ["*", 0.75, ["get", "contested"]] } },
        { id: "radius-fill", type: "fill", source: "radius", paint: { "fill-color": t.ink, "fill-opacity": 0.07 } },
        { id: "radius", type: "line", source: "radius", paint: { "line-color": t.ink, "line-width": 1.6, "line-dasharray": [3, 2] } },
        { id: "clusters", type: "symbol", source: "events", filter: ["has", "point_count"], layout: { "icon-image": ["concat", "n|", ["get", "point_count_abbreviated"]], "icon-allow-overlap": true } },
        { id: "events", type: "symbol", source: "events", filter: ["!", ["has", "point_count"]], layout: { "icon-image": ["get", "icon"], "icon-allow-overlap": true, "icon-size": 1.05 }, paint: { "icon-opacity": ["get", "opacity"] } },
      ],
    };
  }

  /** Shows the holders of a day. */
  showHolders(day: number): void {
    const features: Feature[] = [];
    this.payload.places.forEach((place, n) => {
      const held = heldOn(place, day);
      if (!held || held[0] < 0) return;
      const side = this.payload.sides[held[0]];
      if (!side) return;
      const solid = side.pattern === "solid";
      features.push({
        type: "Feature",
        properties: {
          n,
          colour: side.colour,
          pattern: solid ? "" : `pat|${side.pattern}|${side.colour}`,
          opacity: solid ? 0.1 + 0.5 * held[1] : 0.06 + 0.22 * held[1],
          mark: 0.25 + 0.7 * held[1],
          contested: held[2],
        },
        geometry: { type: "Polygon", coordinates: [ring(place.lat, place.lon, HOLD_KM)] },
      });
    });
    this.source("held").setData(collection(features));
  }

  /** Shows events; one that cannot be located is in the list only. */
  showEvents(events: readonly number[]): void {
    this.visible = new Set(events);
    const features: Feature[] = [];
    for (const n of events) {
      const event = this.payload.events[n];
      if (!event || event.lat === null || event.lon === null) continue;
      features.push({
        type: "Feature",
        properties: { n, icon: `sym|${SHAPES[event.type] ?? "ring"}|${event.status}`, opacity: event.certainty === "hedged" ? 0.6 : 1 },
        geometry: { type: "Point", coordinates: [event.lon, event.lat] },
      });
    }
    this.source("events").setData(collection(features));
  }

  private source(id: string): GeoJSONSource {
    return this.map.getSource(id) as GeoJSONSource;
  }

  /** Draws how far off the selected event may lie, and brings it into view. */
  select(n: number | null, move: boolean): void {
    const event = n === null ? undefined : this.payload.events[n];
    if (!event || event.lat === null || event.lon === null) {
      this.source("radius").setData(EMPTY);
      return;
    }
    const km = Math.max(event.radius ?? 3, 1);
    this.source("radius").setData(
      collection([{ type: "Feature", properties: {}, geometry: { type: "Polygon", coordinates: [ring(event.lat, event.lon, km, 72)] } }]),
    );
    if (move && !this.map.getBounds().contains([event.lon, event.lat])) this.map.easeTo({ center: [event.lon, event.lat] });
  }

  inView(n: number): boolean {
    const event = this.payload.events[n];
    if (!event || event.lat === null || event.lon === null) return true;
    return this.map.getBounds().contains([event.lon, event.lat]);
  }

  private async clicked(point: maplibregl.Point): Promise<void> {
    const near: [maplibregl.PointLike, maplibregl.PointLike] = [[point.x - 4, point.y - 4], [point.x + 4, point.y + 4]];
    const found = this.map.queryRenderedFeatures(near, { layers: ["events", "clusters"] });
    const cluster = found.find((f) => f.properties["cluster"]);
    if (cluster) {
      const leaves = await this.source("events").getClusterLeaves(Number(cluster.properties["cluster_id"]), 500, 0);
      this.events.pick(leaves.map((leaf) => Number(leaf.properties?.["n"])));
      return;
    }
    if (found.length) {
      this.events.pick([...new Set(found.map((f) => Number(f.properties["n"])))]);
      return;
    }
    const held = this.map.queryRenderedFeatures(point, { layers: ["held"] })[0];
    if (held) this.events.place(Number(held.properties["n"]));
  }

  /** Names of places, the greatest first, where they do not run into each other. */
  private drawLabels(): void {
    const zoom = this.map.getZoom();
    const taken: [number, number, number, number][] = [];
    const bounds = this.map.getBounds();
    this.labels.replaceChildren();
    let shown = 0;
    for (const label of this.payload.labels) {
      if (shown > 70 || label.rank > zoom - 3.2) break;
      if (!bounds.contains([label.lon, label.lat])) continue;
      const { x, y } = this.map.project([label.lon, label.lat]);
      const wide = label.name.length * 3.6 + 8;
      const box: [number, number, number, number] = [x - wide, y + 7, x + wide, y + (zoom > 8.5 && label.local ? 40 : 24)];
      if (taken.some((t) => box[0] < t[2] && t[0] < box[2] && box[1] < t[3] && t[1] < box[3])) continue;
      taken.push(box);
      const node = document.createElement("div");
      node.className = label.rank <= 2 ? "label big" : "label";
      node.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`;
      const name = document.createElement("span");
      name.textContent = label.name;
      node.append(name);
      if (zoom > 8.5 && label.local) {
        const local = document.createElement("span");
        local.className = "local";
        local.dir = "auto";
        local.textContent = label.local;
        node.append(local);
      }
      this.labels.append(node);
      shown += 1;
    }
  }

  setDark(dark: boolean): void {
    this.dark = dark;
    const t = this.theme();
    for (const id of this.map.listImages()) this.map.removeImage(id);
    this.map.setPaintProperty("sea", "background-color", t.sea);
    this.map.setPaintProperty("land", "fill-color", t.land);
    this.map.setPaintProperty("rivers", "line-color", t.river);
    this.map.setPaintProperty("roads", "line-color", t.road);
    this.map.setPaintProperty("borders", "line-color", t.border);
    this.map.setPaintProperty("contested", "fill-pattern", ["image", `pat|hatch|${t.ink}`]);
    this.map.setPaintProperty("radius", "line-color", t.ink);
    this.map.setPaintProperty("radius-fill", "fill-color", t.ink);
    this.showEvents([...this.visible]);
  }
}
