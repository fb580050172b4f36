// Which events and holders belong to the chosen days and filters; pure functions, tested.

import type { Event, HeldPlace, Payload } from "./data";

export interface Choice {
  /** Last day of the interval, as an index into the payload's days. */
  day: number;
  /** Days before it that still count; 0 for the day alone, -1 for everything so far. */
  back: number;
  types: ReadonlySet<string>;
  statuses: ReadonlySet<string>;
  side: string;
  source: string;
  words: string;
}

/** The day number of an ISO day within the payload's days, clamped; null for no day. */
export function dayNumber(days: readonly string[], iso: string | null): number | null {
  if (iso === null || days.length === 0) return null;
  let low = 0;
  let high = days.length - 1;
  if (iso <= (days[0] as string)) return 0;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((days[middle] as string) <= iso) low = middle;
    else high = middle - 1;
  }
  return low;
}

export function inInterval(days: readonly string[], event: Event, choice: Choice): boolean {
  const from = dayNumber(days, event.from);
  const to = dayNumber(days, event.to ?? event.from);
  if (from === null || to === null) return choice.back < 0;
  const first = choice.back < 0 ? 0 : choice.day - choice.back;
  return from <= choice.day && to >= first;
}

export function matches(payload: Payload, event: Event, choice: Choice): boolean {
  if (!choice.types.has(event.type) || !choice.statuses.has(event.status)) return false;
  if (choice.side && !event.initiator.includes(choice.side) && !event.target.includes(choice.side)) return false;
  const claims = event.claims.map(([n]) => payload.claims[n]);
  if (choice.source && !claims.some((c) => c?.source === choice.source)) return false;
  if (!choice.words) return true;
  const wanted = choice.words.toLowerCase();
  const text = [event.name ?? "", ...claims.map((c) => `${c?.shown ?? ""} ${c?.source ?? ""}`)].join(" ").toLowerCase();
  return wanted.split(/\s+/).every((word) => text.includes(word));
}

export function chosen(payload: Payload, choice: Choice): number[] {
  const made: number[] = [];
  payload.events.forEach((event, n) => {
    if (inInterval(payload.days, event, choice) && matches(payload, event, choice)) made.push(n);
  });
  return made.sort((a, b) => when(payload, b).localeCompare(when(payload, a)) || a - b);
}

function when(payload: Payload, n: number): string {
  const event = payload.events[n];
  return event?.to ?? event?.from ?? "";
}

/** Who holds a place on a day: holder index (-1 unknown), probability, contested; null before any evidence. */
export function heldOn(place: HeldPlace, day: number): [holder: number, probability: number, contested: number] | null {
  let found: [number, number, number] | null = null;
  for (const [from, holder, probability, contested] of place.runs) {
    if (from > day) break;
    found = [holder, probability, contested];
  }
  return found;
}

/** How many events fall on each day, by family index. */
export function histogram(payload: Payload, families: readonly (readonly string[])[], choice: Choice): number[][] {
  const family = new Map(families.flatMap((types, n) => types.map((t) => [t, n] as const)));
  const bars = payload.days.map(() => families.map(() => 0));
  for (const event of payload.events) {
    const day = dayNumber(payload.days, event.to ?? event.from);
    const n = family.get(event.type);
    const bar = day === null ? undefined : bars[day];
    if (bar && n !== undefined && matches(payload, event, choice)) bar[n] = (bar[n] ?? 0) + 1;
  }
  return bars;
}
