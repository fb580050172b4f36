// Days as people type them: 2026-11-27, 27 Nov 2026, the same with Arabic digits or months. What could be two days is none.

import { monthNames } from "./index";

const DIGITS = /[٠-٩۰-۹]/g;

function plain(text: string): string {
  return text.replace(DIGITS, (d) => String((d.charCodeAt(0) - 0x660) & 0xf)).replace(/[\u200e\u200f\u061c]/g, "").trim();
}

function made(year: number, month: number, date: number): string | null {
  const day = new Date(Date.UTC(year, month - 1, date));
  return day.getUTCMonth() === month - 1 && day.getUTCDate() === date ? day.toISOString().slice(0, 10) : null;
}

/** The day that a text gives, or null. Unless `whole`, only what cannot become another day by typing on. */
export function readDay(text: string, whole = true): string | null {
  const words = plain(text);
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(words);
  if (iso && (whole || /^\d{4}-\d\d-\d\d$/.test(words))) return made(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  if (!whole) return null;
  const told = /^(\d{1,2})[\s.-]+(\p{L}[\p{L}\s]*?)\.?[\s.,-]+(\d{4})$/u.exec(words) ?? /^(\p{L}[\p{L}\s]*?)\.?[\s.-]+(\d{1,2})[\s.,-]+(\d{4})$/u.exec(words);
  if (!told) return null;
  const [date, name] = /^\d/.test(told[1] as string) ? [told[1], told[2]] : [told[2], told[1]];
  const said = (name as string).toLowerCase();
  const month = monthNames().findIndex((names) => names.some((n) => n === said || (said.length >= 3 && n.startsWith(said))));
  return month < 0 ? null : made(Number(told[3]), month + 1, Number(date));
}
