// Days as ISO text: counting, stepping, comparing.

const MS = 86_400_000;

export function dayNumber(iso: string): number {
  return Math.round(Date.parse(`${iso}T00:00:00Z`) / MS);
}

export function isoDay(number: number): string {
  return new Date(number * MS).toISOString().slice(0, 10);
}

export function addDays(iso: string, days: number): string {
  return isoDay(dayNumber(iso) + days);
}

export function between(from: string, to: string): number {
  return dayNumber(to) - dayNumber(from);
}

/** The given day, kept within the two. */
export function clampDay(iso: string, first: string, last: string): string {
  return iso < first ? first : iso > last ? last : iso;
}

export type Bin = "day" | "week" | "month" | "year";

/** How coarse bars must be so that there are at most `most` of them. */
export function binFor(first: string, last: string, most: number): Bin {
  const days = between(first, last) + 1;
  return days <= most ? "day" : days / 7 <= most ? "week" : days / 30 <= most ? "month" : "year";
}

/** The first day of the bin that a day falls in; weeks begin on Monday. */
export function binStart(iso: string, bin: Bin): string {
  if (bin === "day") return iso;
  if (bin === "month") return `${iso.slice(0, 7)}-01`;
  if (bin === "year") return `${iso.slice(0, 4)}-01-01`;
  const number = dayNumber(iso);
  return isoDay(number - ((((number + 3) % 7) + 7) % 7));
}

export function nextBin(start: string, bin: Bin): string {
  if (bin === "day") return addDays(start, 1);
  if (bin === "week") return addDays(start, 7);
  return binStart(addDays(start, bin === "month" ? 31 : 366), bin);
}

/** The bins from first to last, none left out. */
export function binsOf(first: string, last: string, bin: Bin): string[] {
  const made: string[] = [];
  for (let at = binStart(first, bin); at <= last; at = nextBin(at, bin)) made.push(at);
  return made;
}

/** The same date of another month, or that month's last day. */
export function monthAfter(iso: string, months: number): string {
  const [year, month, date] = iso.split("-").map(Number) as [number, number, number];
  const last = new Date(Date.UTC(year, month + months, 0));
  return new Date(Date.UTC(last.getUTCFullYear(), last.getUTCMonth(), Math.min(date, last.getUTCDate()))).toISOString().slice(0, 10);
}

/** The seven days, from Monday, among which a day is. */
export function weekOf(iso: string): string[] {
  const monday = binStart(iso, "week");
  return Array.from({ length: 7 }, (_, n) => addDays(monday, n));
}
