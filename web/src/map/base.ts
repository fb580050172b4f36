// The base map: unpacks what scripts/basemap.mjs packed, and gathers the names of places by rank.

import type { Box, Label, Line } from "../data/shapes";

export interface RawBase {
  scale: number;
  land: number[][][];
  borders: number[][];
  lakes: number[][][];
  rivers: number[][];
  countries: [code: string, lon: number, lat: number, rank: number][];
  towns: [name: string, lon: number, lat: number, rank: number][];
}

type Feature = GeoJSON.Feature;

/** Steps of whole numbers as degrees. */
export function unpacked(steps: readonly number[], scale: number): [number, number][] {
  const made: [number, number][] = [];
  let [x, y] = [0, 0];
  for (let n = 0; n + 1 < steps.length; n += 2) {
    x += steps[n] as number;
    y += steps[n + 1] as number;
    made.push([x / scale, y / scale]);
  }
  return made;
}

/** Whether steps of whole numbers come near a box. */
function touches(steps: readonly number[], scale: number, [west, south, east, north]: Box): boolean {
  let [x, y] = [0, 0];
  let [left, low, right, high] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let n = 0; n + 1 < steps.length; n += 2) {
    x += steps[n] as number;
    y += steps[n + 1] as number;
    if (x < left) left = x;
    if (x > right) right = x;
    if (y < low) low = y;
    if (y > high) high = y;
  }
  return left <= east * scale && right >= west * scale && low <= north * scale && high >= south * scale;
}

/**
 * What lies under what the page shows, each feature with its kind: land, lake, river, border, road. One source for all, since each
 * costs every frame a mask of its own. Features that do not come near the box are left out: most of the world's coast.
 */
export function baseMap({ land, lakes, rivers, borders, scale }: RawBase, own: readonly Line[], near: Box): GeoJSON.FeatureCollection {
  const areas = (raw: number[][][], kind: string): Feature[] => raw.filter((rings) => touches(rings[0] ?? [], scale, near)).map((rings) => ({
    type: "Feature", properties: { kind }, geometry: { type: "Polygon", coordinates: rings.map((r) => unpacked(r, scale)) },
  }));
  const courses = (raw: number[][], kind: string): Feature => ({
    type: "Feature", properties: { kind }, geometry: { type: "MultiLineString", coordinates: raw.filter((r) => touches(r, scale, near)).map((r) => unpacked(r, scale)) },
  });
  const roads = own.filter((l) => l.kind !== "river").map((l): Feature => ({ type: "Feature", properties: { kind: "road" }, geometry: { type: "LineString", coordinates: l.coordinates } }));
  return { type: "FeatureCollection", features: [...areas(land, "land"), ...areas(lakes, "lake"), courses(rivers, "river"), courses(borders, "border"), ...roads] };
}

/** The zoom from which a name of each rank is shown; 0 is a country. */
const FROM_ZOOM = [1.5, 4, 5, 6.2, 7.4, 7.8, 8.6, 9.2, 10.4];
const NEAR = 0.06;

/** Names as points: the theatre's own first, the world's towns where the theatre has none, countries over all. */
export function labels(base: RawBase, own: readonly Label[], language: string): GeoJSON.FeatureCollection {
  const features: Feature[] = [];
  const taken = new Set<number>();
  const cell = (lon: number, lat: number): number => Math.round(lon / NEAR) * 10_000 + Math.round(lat / NEAR);
  const put = (name: string, local: string, lon: number, lat: number, rank: number, order: number): void => {
    const [first, second] = language === "ar" && local ? [local, name] : [name, local];
    features.push({
      type: "Feature",
      properties: { icon: `label|${rank}|${first}|${second === first ? "" : second}`, from: FROM_ZOOM[Math.min(rank, FROM_ZOOM.length - 1)], rank, order: rank * 10_000 + order },
      geometry: { type: "Point", coordinates: [lon, lat] },
    });
  };
  const countries = new Intl.DisplayNames([language], { type: "region", fallback: "none" });
  base.countries.forEach(([code, lon, lat, rank], n) => {
    features.push({
      type: "Feature",
      properties: { icon: `label|0|${countries.of(code) ?? code}|`, from: rank === 1 ? 1.5 : rank === 2 ? 3 : 4, rank: 0, order: n },
      geometry: { type: "Point", coordinates: [lon, lat] },
    });
  });
  own.forEach((l, n) => {
    for (const x of [-1, 0, 1]) for (const y of [-1, 0, 1]) if (l.rank <= 5) taken.add(cell(l.lon + x * NEAR, l.lat + y * NEAR));
    put(l.name, l.local, l.lon, l.lat, l.rank, n);
  });
  base.towns.forEach(([name, lon, lat, rank], n) => {
    if (!taken.has(cell(lon, lat))) put(name, "", lon, lat, rank, n);
  });
  return { type: "FeatureCollection", features };
}
