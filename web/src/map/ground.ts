// The ground that a place stands for: the points nearer to it than to any other place, and never further off than the
// reach. Nothing is filled beyond that, so a border is drawn only where two places with evidence lie close.

import { Delaunay } from "d3-delaunay";
import { eastward, southward } from "../data/cells";

/** How far, at most, a place with evidence colours the ground round it, in kilometres. */
export const REACH_KM = 6;
export const CORNERS = 28;

type Ring = [number, number][];

export function circle(lat: number, lon: number, km: number, corners = CORNERS): Ring {
  const made: Ring = [];
  const wide = km / (111.32 * Math.max(0.05, Math.cos((lat * Math.PI) / 180)));
  for (let n = 0; n <= corners; n++) {
    const turn = (2 * Math.PI * (n % corners)) / corners;
    made.push([lon + wide * Math.sin(turn), lat + (km / 110.57) * Math.cos(turn)]);
  }
  return made;
}

/** Keeps, of a convex ring with so many numbers, the part on this side of a line through a point, across a direction; gives how many are left. */
function cut(ring: number[], size: number, into: number[], mx: number, my: number, dx: number, dy: number): number {
  let made = 0;
  let px = ring[size - 2] as number;
  let py = ring[size - 1] as number;
  let before = (px - mx) * dx + (py - my) * dy;
  for (let n = 0; n < size; n += 2) {
    const x = ring[n] as number;
    const y = ring[n + 1] as number;
    const here = (x - mx) * dx + (y - my) * dy;
    if ((before < 0 && here > 0) || (before > 0 && here < 0)) {
      const share = before / (before - here);
      into[made++] = px + share * (x - px);
      into[made++] = py + share * (y - py);
    }
    if (here <= 0) {
      into[made++] = x;
      into[made++] = y;
    }
    px = x;
    py = y;
    before = here;
  }
  return made;
}

/** The ground of each spot, in the order given, as the corners of a convex shape: longitude, latitude, longitude, … */
export function grounds(spots: readonly { lat: number; lon: number }[], corners = CORNERS, reach = REACH_KM): Float64Array[] {
  if (!spots.length) return [];
  const middle = spots.reduce((sum, s) => sum + s.lat, 0) / spots.length;
  const squeeze = Math.max(0.05, Math.cos((middle * Math.PI) / 180));
  const plane = new Float64Array(2 * spots.length);
  spots.forEach((s, n) => plane.set([s.lon * squeeze, s.lat], 2 * n));
  const delaunay = new Delaunay(plane);
  const limit = (2.1 * reach) / 110.57;
  const turns = new Float64Array(2 * corners);
  for (let n = 0; n < corners; n++) {
    turns[2 * n] = Math.sin((2 * Math.PI * n) / corners);
    turns[2 * n + 1] = Math.cos((2 * Math.PI * n) / corners);
  }
  let ring: number[] = [];
  let other: number[] = [];
  return spots.map((spot, n) => {
    const hx = plane[2 * n] as number;
    const hy = plane[2 * n + 1] as number;
    const wide = (reach * squeeze) / (111.32 * Math.max(0.05, Math.cos((spot.lat * Math.PI) / 180)));
    let size = turns.length;
    for (let k = 0; k < size; k += 2) {
      ring[k] = hx + wide * (turns[k] as number);
      ring[k + 1] = hy + (reach / 110.57) * (turns[k + 1] as number);
    }
    for (const m of delaunay.neighbors(n)) {
      const dx = (plane[2 * m] as number) - hx;
      const dy = (plane[2 * m + 1] as number) - hy;
      const far = Math.hypot(dx, dy);
      if (far <= 1e-9 || far >= limit || !size) continue;
      size = cut(ring, size, other, hx + dx / 2, hy + dy / 2, dx, dy);
      const before = ring;
      ring = other;
      other = before;
    }
    const made = new Float64Array(size);
    for (let k = 0; k < size; k += 2) {
      made[k] = (ring[k] as number) / squeeze;
      made[k + 1] = ring[k + 1] as number;
    }
    return made;
  });
}

/** Corners in Mercator's plane, each coordinate from 0 to 1: x, y, x, y, … */
export type Outline = Float64Array;

export function mercator(lon: number, lat: number): [number, number] {
  return [eastward(lon), southward(lat)];
}

/** Corners in degrees of longitude and latitude as corners in Mercator's plane. */
export function outline(corners: Float64Array): Outline {
  const made = new Float64Array(corners.length);
  for (let n = 0; n < corners.length; n += 2) {
    made[n] = eastward(corners[n] as number);
    made[n + 1] = southward(corners[n + 1] as number);
  }
  return made;
}

/** Whether a point lies within an outline. */
export function within(shape: Outline, x: number, y: number): boolean {
  let inside = false;
  for (let n = 0, before = shape.length - 2; n < shape.length; before = n, n += 2) {
    const [ax, ay, bx, by] = [shape[n] as number, shape[n + 1] as number, shape[before] as number, shape[before + 1] as number];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  }
  return inside;
}
