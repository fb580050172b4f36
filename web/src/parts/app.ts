// What every part of the page may use: the data, the desk where there is a server, the base map.

import { createContext } from "preact";
import { useContext, useEffect, useRef, useState } from "preact/hooks";
import { ApiError, NOT_FOUND } from "../data/remote";
import type { Desk, Side, Source } from "../data/shapes";
import { themed } from "../map/colours";
import type { RawBase } from "../map/base";
import { spoken, t } from "../texts";

export interface App {
  source: Source;
  desk: Desk | null;
  base: RawBase;
  dark: boolean;
}

export const AppContext = createContext<App | null>(null);

export function useApp(): App {
  return useContext(AppContext) as App;
}

/** A side by its id, or by the name that leans are told with, in a colour that the theme shows. */
export function sideOf(app: App, id: string): Side | undefined {
  const { sides } = app.source.meta;
  const found = sides.find((s) => s.id === id) ?? sides.find((s) => s.name === id);
  return found && { ...found, colour: themed(found.colour, app.dark) };
}

export function sideName(app: App, id: string | null): string {
  if (!id || id === "unknown") return t("holder.unknown");
  const side = sideOf(app, id);
  return side?.names?.[spoken()] ?? side?.name ?? id;
}

const local = new WeakMap<Source, Map<string, string>>();

/** The name of a place as the reader writes it, where the page knows that name. */
export function placeName(app: App, name: string | null): string {
  if (!name || spoken() !== "ar") return name ?? "";
  let names = local.get(app.source);
  if (!names) local.set(app.source, (names = new Map(app.source.meta.labels.filter((l) => l.local).map((l) => [l.name, l.local]))));
  return names.get(name) ?? name;
}

export type Asked<T> = { state: "waiting"; value: T | null } | { state: "done"; value: T } | { state: "failed"; why: string; advice: string; missing: boolean; value: null };

/** Asks for something, again whenever `on` changes; an answer that comes too late is dropped. */
export function useAsk<T>(ask: (signal: AbortSignal) => Promise<T>, on: readonly unknown[]): [Asked<T>, () => void] {
  const [asked, set] = useState<Asked<T>>({ state: "waiting", value: null });
  const [turn, again] = useState(0);
  const last = useRef<T | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    set({ state: "waiting", value: last.current });
    ask(stop.signal).then(
      (value) => {
        if (stop.signal.aborted) return;
        last.current = value;
        set({ state: "done", value });
      },
      (error: unknown) => {
        if (stop.signal.aborted) return;
        const [advice, missing] = error instanceof ApiError ? [error.advice, error.status === NOT_FOUND] : ["", false];
        set({ state: "failed", why: error instanceof Error ? error.message : String(error), advice, missing, value: null });
      },
    );
    return () => stop.abort();
  }, [...on, turn]);
  return [asked, () => again((n) => n + 1)];
}
