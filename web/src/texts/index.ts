// The page's texts in the reader's language, with numbers, shares and days as that language writes them.

import { AR } from "./ar";
import { EN, type Key } from "./en";

export type { Key } from "./en";
export type Language = "en" | "ar";

type Forms = string | readonly string[];
const CATALOGUES: Record<Language, Record<Key, Forms>> = { en: EN, ar: AR };
const LOCALES: Record<Language, string> = { en: "en-GB", ar: "ar-SY-u-nu-latn" };

let language: Language = "en";

export function speak(chosen: Language): void {
  language = chosen;
  document.documentElement.lang = chosen;
  document.documentElement.dir = chosen === "ar" ? "rtl" : "ltr";
}

export function spoken(): Language {
  return language;
}

/** The text under a key, filled in; `n` chooses among the forms of a plural. */
export function t(key: Key, words: Record<string, string | number> = {}): string {
  const forms = CATALOGUES[language][key];
  let form: string;
  if (typeof forms === "string") form = forms;
  else {
    const one = typeof words["n"] === "number" && new Intl.PluralRules(LOCALES[language]).select(words["n"]) === "one";
    form = (one ? forms[0] : forms.at(-1)) ?? "";
  }
  return form.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = words[name];
    return typeof value === "number" ? number(value) : isolated(value ?? "");
  });
}

/** Words of another script, kept from mixing with the Arabic round them. */
export function isolated(words: string): string {
  return language === "ar" && /[A-Za-z]/.test(words) ? `\u2068${words}\u2069` : words;
}

/** A number with its sign before it, in either direction of writing. */
export function signed(value: number): string {
  return `\u2066${value > 0 ? "+" : ""}${number(value)}\u2069`;
}

export function has(key: string): key is Key {
  return key in EN;
}

/** The name of a value of a closed set, or the value itself where it is not known. */
export function named(set: string, value: string): string {
  const key = `${set}.${value}`;
  return has(key) ? t(key) : value.replaceAll("_", " ");
}

export function number(value: number): string {
  return value.toLocaleString(LOCALES[language], { maximumFractionDigits: 2 });
}

/** A probability in percent; what is nearly sure is never told as sure. */
export function percent(p: number | null): string {
  const share = (value: number): string => value.toLocaleString(LOCALES[language], { style: "percent", maximumFractionDigits: 0 });
  if (p !== null && p >= 0.995) return `\u2066>${share(0.99)}\u2069`;
  return share(p ?? 0);
}

export function day(iso: string | null, style: "long" | "short" | "month" = "long"): string {
  if (!iso) return t("time.unknown");
  const options: Intl.DateTimeFormatOptions =
    style === "month" ? { month: "long", year: "numeric" } : { day: "numeric", month: style, year: "numeric" };
  return new Date(`${iso.slice(0, 10)}T00:00:00Z`).toLocaleDateString(LOCALES[language], { ...options, timeZone: "UTC" });
}

export function days(from: string | null, to: string | null, style: "long" | "short" = "long"): string {
  if (!from) return t("time.unknown");
  if (!to || to === from) return day(from, style);
  const format = new Intl.DateTimeFormat(LOCALES[language], { day: "numeric", month: style, year: "numeric", timeZone: "UTC" });
  return format.formatRange(new Date(`${from}T00:00:00Z`), new Date(`${to}T00:00:00Z`));
}

/** When something happened; where nobody says, when it was reported. */
export function when(event: { from: string | null; to: string | null; said: string | null }, style: "long" | "short" = "long"): string {
  return event.from || !event.said ? days(event.from, event.to, style) : t("time.reported", { when: day(event.said, style) });
}

export function moment(iso: string): string {
  return new Date(iso).toLocaleString(LOCALES[language], { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

/** Names of the days from Monday, short and long. */
export function weekdays(): [short: string, long: string][] {
  const name = (n: number, weekday: "short" | "long"): string => new Date(Date.UTC(2024, 0, 1 + n)).toLocaleDateString(LOCALES[language], { weekday, timeZone: "UTC" });
  return Array.from({ length: 7 }, (_, n) => [language === "ar" ? name(n, "long").replace(/^ال/, "").slice(0, 3) : name(n, "short").slice(0, 2), name(n, "long")]);
}

/** Every name of each month, in either language, in lower case. */
export function monthNames(): string[][] {
  const name = (n: number, locale: string, month: "short" | "long"): string => new Date(Date.UTC(2024, n, 1)).toLocaleDateString(locale, { month, timeZone: "UTC" }).toLowerCase();
  return Array.from({ length: 12 }, (_, n) => ["en-GB", "en-US", "ar-SY-u-nu-latn", "ar-EG-u-nu-latn"].flatMap((locale) => [name(n, locale, "short"), name(n, locale, "long")]));
}
