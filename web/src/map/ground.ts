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

/** The part of a convex ring on the near side of the line halfway between a point and its neighbour. */
function cut(ring: Ring, [ax, ay]: [number, number], [bx, by]: [number, number]): Ring {
  const [mx, my, dx, dy] = [(ax + bx) / 2, (ay + by) / 2, bx - ax, by - ay];
  const side = ([x, y]: [number, number]): number => (x - mx) * dx + (y - my) * dy;
  const made: Ring = [];
  for (let n = 0; n < ring.length; n++) {
    const [p, q] = [ring[n] as [number, number], ring[(n + 1) % ring.length] as [number, number]];
    const [s, u] = [side(p), side(q)];
    if (s <= 0) made.push(p);
    if ((s < 0 && u > 0) || (s > 0 && u < 0)) {
      const share = s / (s - u);
      made.push([p[0] + share * (q[0] - p[0]), p[1] + share * (q[1] - p[1])]);
    }
  }
  return made;
}

/** The ground of each spot, in the order given, as a closed ring. */
export function grounds(spots: readonly { lat: number; lon: number }[], reach = REACH_KM): Ring[] {
  if (!spots.length) return [];
  const middle = spots.reduce((sum, s) => sum + s.lat, 0) / spots.length;
  const squeeze = Math.max(0.05, Math.cos((middle * Math.PI) / 180));
  const plane = spots.map((s): [number, number] => [s.lon * squeeze, s.lat]);
  const delaunay = Delaunay.from(plane);
  const limit = (2.1 * reach) / 110.57;
  return spots.map((spot, n) => {
    const here = plane[n] as [number, number];
    let ring: Ring = circle(spot.lat, spot.lon, reach).slice(0, -1).map(([x, y]) => [x * squeeze, y]);
    for (const m of delaunay.neighbors(n)) {
      const there = plane[m] as [number, number];
      const far = Math.hypot(there[0] - here[0], there[1] - here[1]);
      if (far > 1e-9 && far < limit && ring.length) ring = cut(ring, here, there);
    }
    const made: Ring = ring.map(([x, y]) => [x / squeeze, y]);
    if (made[0]) made.push(made[0]);
    return made;
  });
}
