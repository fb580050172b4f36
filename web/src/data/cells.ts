// Events on the map, gathered into counted cells where they stand close together.

import type { Box, Point } from "./shapes";

const CELL = 44;

export interface Spot {
  lon: number;
  lat: number;
  type: string;
  status: string;
  certainty: string;
  event: string;
  radius: number | null;
  side: string | null;
  p: number;
}

/** From the west in Mercator's plane, 0 to 1. */
export function eastward(lon: number): number {
  return (lon + 180) / 360;
}

/** From the north in Mercator's plane, 0 to 1. */
export function southward(lat: number): number {
  const sine = Math.sin((lat * Math.PI) / 180);
  return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
}

function world(lon: number, lat: number, zoom: number): [x: number, y: number] {
  return [eastward(lon) * 512 * 2 ** zoom, southward(lat) * 512 * 2 ** zoom];
}

/** The box of two. */
export function joined(a: Box, b: Box): Box {
  return [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])];
}

function commonest(spots: readonly Spot[], of: (s: Spot) => string): string {
  const count = new Map<string, number>();
  for (const spot of spots) count.set(of(spot), (count.get(of(spot)) ?? 0) + 1);
  return [...count].reduce((a, b) => (b[1] > a[1] ? b : a))[0];
}

/** The spots within the box, one point each, or one counted point for all of a cell of 44 pixels. */
export function cells(spots: Iterable<Spot>, [west, south, east, north]: Box, zoom: number): Point[] {
  const found = new Map<string, Spot[]>();
  for (const spot of spots) {
    if (spot.lon < west || spot.lon > east || spot.lat < south || spot.lat > north) continue;
    const [x, y] = world(spot.lon, spot.lat, zoom);
    const key = `${Math.floor(x / CELL)},${Math.floor(y / CELL)}`;
    const listed = found.get(key);
    if (listed) listed.push(spot);
    else found.set(key, [spot]);
  }
  const made: Point[] = [];
  for (const listed of found.values()) {
    const one = listed[0] as Spot;
    if (listed.length === 1) {
      made.push({ ...one, count: 1, box: null });
      continue;
    }
    const lons = listed.map((s) => s.lon);
    const lats = listed.map((s) => s.lat);
    made.push({
      lon: lons.reduce((a, b) => a + b) / listed.length,
      lat: lats.reduce((a, b) => a + b) / listed.length,
      count: listed.length,
      type: commonest(listed, (s) => s.type),
      status: commonest(listed, (s) => s.status),
      certainty: commonest(listed, (s) => s.certainty),
      event: null,
      radius: null,
      box: [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)],
      side: null,
      p: null,
    });
  }
  return made;
}

const APART = 27;

/** Counted points whose plates would cover one another as one, where the larger stands; the others as they are. */
export function apart(points: readonly Point[], zoom: number): Point[] {
  const made: Point[] = points.filter((p) => p.count === 1);
  const standing = new Map<string, { point: Point; x: number; y: number }[]>();
  for (const point of points.filter((p) => p.count > 1).sort((a, b) => b.count - a.count)) {
    const [x, y] = world(point.lon, point.lat, zoom);
    const [column, row] = [Math.floor(x / APART), Math.floor(y / APART)];
    const round = [-1, 0, 1].flatMap((dx) => [-1, 0, 1].flatMap((dy) => standing.get(`${column + dx},${row + dy}`) ?? []));
    const over = round.find((s) => Math.hypot(s.x - x, s.y - y) < APART);
    if (over) {
      const [a, b] = [over.point.box, point.box];
      over.point.count += point.count;
      over.point.box = a && b ? joined(a, b) : (a ?? b);
      continue;
    }
    const mine = { ...point };
    made.push(mine);
    const key = `${column},${row}`;
    standing.set(key, [...(standing.get(key) ?? []), { point: mine, x, y }]);
  }
  return made;
}
