// The page: one header, one screen, the keys that work everywhere.

import "maplibre-gl/dist/maplibre-gl.css";
import "./style/fonts.css";
import "./style/base.css";
import "./style/map.css";
import "./style/screens.css";
import "./style/print.css";
import { prewarm } from "maplibre-gl";
import { render, type JSX } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { addDays } from "./data/days";
import { open, type Opened } from "./data/open";
import { ApiError } from "./data/remote";
import type { Meta } from "./data/shapes";
import { watchInput } from "./measure";
import { REACH_KM } from "./map/ground";
import { AppContext, type App } from "./parts/app";
import { stepDays } from "./parts/clock";
import { stepEvent } from "./parts/event";
import { Menu } from "./parts/menu";
import { Add } from "./screens/add";
import { Audit } from "./screens/audit";
import { Brief, QualityScreen } from "./screens/brief";
import { Login } from "./screens/login";
import { MapScreen } from "./screens/map";
import { Places } from "./screens/places";
import { Reports } from "./screens/reports";
import { Review } from "./screens/review";
import { Sources } from "./screens/sources";
import { go, hrefOf, keepSound, SCREENS, startState, state, useShown, withViews, type Screen } from "./state";
import { speak, spoken, t, type Key } from "./texts";

const SHOWN: Record<Screen, () => JSX.Element> = {
  map: MapScreen, reports: Reports, sources: Sources, places: Places, brief: Brief, quality: QualityScreen, review: Review, add: Add, audit: Audit,
};
const BAR = SCREENS.filter((s) => s !== "audit");

function About() {
  const meta = opened?.source.meta;
  return (
    <Menu label={t("tool.about")} name={t("tool.about")}>
      <h2>{t("about.title")}</h2>
      <p>{t("about.p1")}</p>
      <p>{t("about.p2", { km: REACH_KM })}</p>
      <p>{t("about.p3")}</p>
      <h3>{t("about.keys")}</h3>
      <ul class="plain">{(["keys.step", "keys.next", "keys.pan", "keys.slash", "keys.esc"] as Key[]).map((k) => <li key={k}>{t(k)}</li>)}</ul>
      <p class="soft">{t("about.p4", { version: meta?.version ?? "" })}</p>
    </Menu>
  );
}

/** Whether whoever looks may use a screen; a file shows what a server could do. */
function offered(screen: Screen, { live, can }: Meta): boolean {
  if (!live) return true;
  if (screen === "review") return Boolean(can.judge) || can.review;
  return screen !== "add" || can.add;
}

function Header({ app }: { app: App }) {
  const s = useShown();
  const { meta } = app.source;
  const nav = useRef<HTMLElement>(null);
  // On a phone the row of screens is longer than the window: the one that is shown is brought into it.
  useEffect(() => nav.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" }), [s.screen, s.language]);
  return (
    <header class="top">
      <a class="skip" href="#content" onClick={(e) => { e.preventDefault(); document.getElementById("content")?.focus(); }}>{t("app.skip")}</a>
      <p class="name" dir="auto">{meta.title}</p>
      <nav aria-label={t("app.nav")} ref={nav}>
        <ul>{BAR.filter((screen) => offered(screen, meta)).map((screen) => <li key={screen}><a href={hrefOf(s, { screen, id: "", event: "", find: {} })} aria-current={s.screen === screen ? "page" : undefined}>{t(`screen.${screen}` as Key)}</a></li>)}</ul>
      </nav>
      <div class="tools">
        <button type="button" aria-label={t("tool.theme")} title={t("tool.theme")} onClick={() => go({ theme: app.dark ? "light" : "dark" })}>◐</button>
        <button type="button" lang={spoken() === "ar" ? "en" : "ar"} onClick={() => go({ language: spoken() === "ar" ? "en" : "ar" })}>{spoken() === "ar" ? "English" : "العربية"}</button>
        <About />
        {meta.accounts && meta.user && <button type="button" title={meta.user.name} onClick={() => void app.desk?.leave().then(() => location.reload(), () => location.reload())}>{t("login.leave")}</button>}
      </div>
    </header>
  );
}

function keys(e: KeyboardEvent, app: App): void {
  const target = e.target as HTMLElement;
  if (e.ctrlKey || e.metaKey || e.altKey || /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName)) return;
  const s = state();
  const [first, last] = [app.source.meta.first ?? "2000-01-01", app.source.meta.last ?? "2000-01-01"];
  if (e.key === "/" ) {
    const search = document.querySelector<HTMLInputElement>('input[type="search"]');
    if (!search) return;
    e.preventDefault();
    search.focus();
  } else if (s.screen !== "map") return;
  else if (e.key === "." || e.key === ">") stepDays(e.shiftKey ? 7 : 1, first, last);
  else if (e.key === "," || e.key === "<") stepDays(e.shiftKey ? -7 : -1, first, last);
  else if (e.key === "]") stepEvent(1);
  else if (e.key === "[") stepEvent(-1);
  else if (e.key === "Escape" && s.event) {
    const id = s.event;
    go({ event: "" });
    setTimeout(() => document.querySelector<HTMLElement>(`[data-event="${CSS.escape(id)}"]`)?.focus(), 50);
  }
}

let opened: Opened | null = null;

function Page({ source, desk, base }: Opened) {
  const s = useShown();
  const [system, setSystem] = useState(matchMedia("(prefers-color-scheme: dark)").matches);
  useEffect(() => {
    const watched = matchMedia("(prefers-color-scheme: dark)");
    const change = (): void => setSystem(watched.matches);
    watched.addEventListener("change", change);
    return () => watched.removeEventListener("change", change);
  }, []);
  const dark = s.theme === "dark" || (s.theme === "" && system);
  document.documentElement.dataset["theme"] = dark ? "dark" : "light";
  document.documentElement.dataset["screen"] = s.screen;
  document.documentElement.classList.toggle("embedded", s.embed);
  speak(s.language || "en");
  const app = useMemo(() => ({ source, desk, base, dark }), [source, desk, base, dark]);
  useEffect(() => {
    const heard = (e: KeyboardEvent): void => keys(e, app);
    addEventListener("keydown", heard);
    return () => removeEventListener("keydown", heard);
  }, [app]);
  useEffect(() => {
    document.title = s.screen === "map" ? source.meta.title : `${t(`screen.${s.screen}` as Key)} · ${source.meta.title}`;
    if (s.screen !== "map") document.documentElement.dataset["drawn"] = "yes";
  }, [s.screen, s.language]);
  const Screen = SHOWN[s.screen];
  return (
    <AppContext.Provider value={app}>
      {!s.embed && <Header app={app} />}
      {s.noView && <p class="notice" role="alert">{t("app.noView", { view: s.noView })} <button type="button" onClick={() => go({ noView: "" })}>{t("app.close")}</button></p>}
      <main id="content" tabIndex={-1} key={spoken()}><Screen /></main>
    </AppContext.Provider>
  );
}

async function start(): Promise<void> {
  prewarm();
  const root = document.getElementById("fogline") as HTMLElement;
  const opens = document.querySelector<HTMLMetaElement>('meta[name="fogline-opens"]')?.content;
  if (opens && location.hash.length < 2 && location.search.length < 2) history.replaceState(null, "", `#${opens}`);
  startState();
  watchInput();
  speak(state().language || "en");
  try {
    opened = await open();
    const { first, last, sources, live } = opened.source.meta;
    keepSound((s) => withViews(s, sources, live));
    // The first look is at the last week; the interval stands in the address from then on.
    if (!state().to && last) go({ to: last, from: state().from ?? (first && addDays(last, -6) > first ? addDays(last, -6) : first) });
    render(<Page {...opened} />, root);
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) {
      render(<Login />, root);
      return;
    }
    const why = error instanceof Error ? error.message : String(error);
    render(<div class="empty" role="alert"><p class="empty-title">{t("app.noData", { why })}</p><p>{t("app.noDataHint")}</p></div>, root);
  }
}

void start();
