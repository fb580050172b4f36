// The ground that a place stands for: the points nearer to it than to any other place, and never further off than the
// reach. Nothing is filled beyond that, so a border is drawn only where two places with evidence lie close.

import { Delaunay } from "d3-delaunay";

/** How far, at most, a place with evidence colours the ground round it, in kilometres. */
export const REACH_KM = 6;
const CORNERS = 28;

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
  let [px, py] = [ring[size - 2] as number, ring[size - 1] as number];
  let before = (px - mx) * dx + (py - my) * dy;
  for (let n = 0; n < size; n += 2) {
    const [x, y] = [ring[n] as number, ring[n + 1] as number];
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
    [px, py, before] = [x, y, here];
  }
  return made;
}

/** The ground of each spot, in the order given, as the corners of a convex shape: longitude, latitude, longitude, … */
export function grounds(spots: readonly { lat: number; lon: number }[], reach = REACH_KM): Float64Array[] {
  if (!spots.length) return [];
  const middle = spots.reduce((sum, s) => sum + s.lat, 0) / spots.length;
  const squeeze = Math.max(0.05, Math.cos((middle * Math.PI) / 180));
  const plane = new Float64Array(2 * spots.length);
  spots.forEach((s, n) => plane.set([s.lon * squeeze, s.lat], 2 * n));
  const delaunay = new Delaunay(plane);
  const limit = (2.1 * reach) / 110.57;
  const turns = Array.from({ length: CORNERS }, (_, n) => [Math.sin((2 * Math.PI * n) / CORNERS), Math.cos((2 * Math.PI * n) / CORNERS)] as const);
  let [ring, other]: [number[], number[]] = [[], []];
  return spots.map((spot, n) => {
    const [hx, hy] = [plane[2 * n] as number, plane[2 * n + 1] as number];
    const [wide, high] = [(reach * squeeze) / (111.32 * Math.max(0.05, Math.cos((spot.lat * Math.PI) / 180))), reach / 110.57];
    let size = 0;
    for (const [across, up] of turns) {
      ring[size++] = hx + wide * across;
      ring[size++] = hy + high * up;
    }
    for (const m of delaunay.neighbors(n)) {
      const [dx, dy] = [(plane[2 * m] as number) - hx, (plane[2 * m + 1] as number) - hy];
      const far = Math.hypot(dx, dy);
      if (far <= 1e-9 || far >= limit || !size) continue;
      size = cut(ring, size, other, hx + dx / 2, hy + dy / 2, dx, dy);
      [ring, other] = [other, ring];
    }
    const made = new Float64Array(size);
    for (let k = 0; k < size; k += 2) {
      made[k] = (ring[k] as number) / squeeze;
      made[k + 1] = ring[k + 1] as number;
    }
    return made;
  });
}
