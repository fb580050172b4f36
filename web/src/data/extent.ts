// Where the evidence lies: what the first look holds.

import { AREA_KM } from "../kinds";
import type { Box } from "./shapes";

interface Spot {
  lon: number;
  lat: number;
  count: number;
  radius: number | null;
}

const TAIL = 0.04;
const LEAST = 0.06;

/** The value below which a share of the weights lies. */
function quantile(sorted: readonly (readonly [number, number])[], share: number): number {
  const all = sorted.reduce((sum, [, weight]) => sum + weight, 0);
  let seen = 0;
  for (const [value, weight] of sorted) {
    seen += weight;
    if (seen >= share * all) return value;
  }
  return sorted.at(-1)?.[0] ?? 0;
}

/** From where to where most of the values lie, and as far again on both sides. */
function reach(values: readonly (readonly [number, number])[]): [number, number] {
  const sorted = [...values].sort((a, b) => a[0] - b[0]);
  const [low, high] = [quantile(sorted, TAIL), quantile(sorted, 1 - TAIL)];
  const wide = Math.max(high - low, LEAST);
  return [low - wide, high + wide];
}

/**
 * The box of all evidence but what lies far from the rest, or only somewhere within a wide area. A busy spot weighs
 * more than a quiet one, though less than its events: the quiet ones are to be seen too.
 */
export function extentOf(spots: readonly Spot[]): Box | null {
  const sharp = spots.filter((s) => (s.radius ?? 0) < AREA_KM);
  const used = sharp.length ? sharp : spots;
  if (!used.length) return null;
  const [west, east] = reach(used.map((s) => [s.lon, Math.sqrt(s.count)]));
  const [south, north] = reach(used.map((s) => [s.lat, Math.sqrt(s.count)]));
  const near = used.filter((s) => s.lon >= west && s.lon <= east && s.lat >= south && s.lat <= north);
  const [lons, lats] = [near.map((s) => s.lon), near.map((s) => s.lat)];
  if (!near.length) return [west, south, east, north];
  const least = (list: readonly number[]): number => list.reduce((a, b) => Math.min(a, b));
  const most = (list: readonly number[]): number => list.reduce((a, b) => Math.max(a, b));
  return [least(lons) - LEAST / 2, least(lats) - LEAST / 2, most(lons) + LEAST / 2, most(lats) + LEAST / 2];
}
