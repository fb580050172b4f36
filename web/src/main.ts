// The page: puts map, timeline and panel together and keeps the state in the address.

import "maplibre-gl/dist/maplibre-gl.css";
import "./style.css";
import { load, type Payload, type BaseMap } from "./data";
import { symbolCanvas } from "./icons";
import { FAMILIES, STATUS_NAMES, STATUSES } from "./kinds";
import { MapView } from "./mapview";
import { el, longDay, Panel } from "./panel";
import { chosen, histogram, type Choice } from "./select";
import { FAMILY_TYPES, Timeline } from "./timeline";

const WINDOWS: [label: string, back: number][] = [["this day", 0], ["3 days", 2], ["week", 6], ["month", 29], ["so far", -1]];

class Page {
  private readonly payload: Payload;
  private readonly choice: Choice & { types: Set<string>; statuses: Set<string> };
  private map: MapView | null = null;
  private readonly timeline: Timeline;
  private readonly panel: Panel;
  private readonly date = el("output", { class: "date", "aria-live": "polite" });
  private readonly slider: HTMLInputElement;
  private readonly windows = el("select", { "aria-label": "Interval before the day" });
  private readonly live = el("p", { class: "hidden", "aria-live": "polite" });
  private timer: number | null = null;
  private picked: number | null = null;
  private shownPlace: number | null = null;
  private subset: number[] | null = null;

  constructor(root: HTMLElement, payload: Payload, base: BaseMap) {
    this.payload = payload;
    const saved = new URLSearchParams(location.hash.slice(1));
    const last = payload.days.length - 1;
    const day = payload.days.indexOf(saved.get("day") ?? "");
    this.choice = {
      day: day >= 0 ? day : last,
      back: Number(saved.get("back") ?? 6),
      types: new Set(FAMILIES.flatMap(([, types]) => types)),
      statuses: new Set(STATUSES),
      side: saved.get("side") ?? "",
      source: saved.get("source") ?? "",
      words: saved.get("q") ?? "",
    };
    const dark = saved.get("theme") === "dark" || (!saved.get("theme") && matchMedia("(prefers-color-scheme: dark)").matches);
    document.documentElement.dataset["theme"] = dark ? "dark" : "light";

    const mapNode = el("div", { class: "map", id: "map" });
    const panelNode = el("div", { class: "panel", id: "panel", tabindex: "0", "aria-label": "Events" });
    const bars = el("div", { class: "timeline" });
    this.slider = el("input", { type: "range", min: "0", max: String(Math.max(last, 0)), class: "slider", "aria-label": "Day" });
    root.append(this.header(), el("main", {}, mapNode, this.legend(), panelNode), el("footer", {}, this.controls(), bars, this.slider), this.live);

    this.panel = new Panel(panelNode, payload, (n) => this.pick(n), () => this.back());
    this.timeline = new Timeline(bars, payload.days, { change: (d, b) => this.move(d, b) });
    this.slider.addEventListener("input", () => this.move(Number(this.slider.value), this.choice.back));
    this.startMap(mapNode, base, dark);
    document.addEventListener("keydown", (e) => this.key(e));
    this.refresh();
    const id = saved.get("event");
    const n = payload.events.findIndex((e) => e.id === id);
    if (n >= 0) this.pick(n);
  }

  private startMap(node: HTMLElement, base: BaseMap, dark: boolean): void {
    try {
      const map = new MapView(node, this.payload, base, { pick: (list) => this.choose(list), place: (n) => this.showPlace(n), moved: () => this.listing() }, dark);
      map.map.on("load", () => {
        this.map = map;
        this.refresh();
        map.select(this.picked, true);
        map.map.once("idle", () => (document.documentElement.dataset["drawn"] = "yes"));
      });
    } catch (error) {
      node.append(el("p", { class: "no-map", role: "alert" }, `The map needs WebGL, which this browser does not give (${String(error)}). The list and the timeline hold the same events.`));
    }
  }

  private header(): HTMLElement {
    const search = el("input", { type: "search", placeholder: "Search sentences, places, sources", "aria-label": "Search" });
    search.value = this.choice.words;
    search.addEventListener("input", () => this.filter(() => (this.choice.words = search.value)));
    const sides = el("select", { "aria-label": "Side" }, el("option", { value: "" }, "All sides"));
    const involved = new Set(this.payload.events.flatMap((e) => [...e.initiator, ...e.target]));
    for (const side of this.payload.sides) if (involved.has(side.id)) sides.append(el("option", { value: side.id }, side.name));
    sides.value = this.choice.side;
    sides.addEventListener("change", () => this.filter(() => (this.choice.side = sides.value)));
    const sources = el("select", { "aria-label": "Source" }, el("option", { value: "" }, "All sources"));
    for (const source of [...new Set(this.payload.claims.map((c) => c.source))].filter(Boolean).sort()) sources.append(el("option", { value: source }, source));
    sources.value = this.choice.source;
    sources.addEventListener("change", () => this.filter(() => (this.choice.source = sources.value)));
    const theme = el("button", { type: "button", "aria-label": "Light or dark" }, "◐");
    theme.addEventListener("click", () => {
      const dark = document.documentElement.dataset["theme"] !== "dark";
      document.documentElement.dataset["theme"] = dark ? "dark" : "light";
      this.map?.setDark(dark);
      this.refresh();
    });
    const about = el("dialog", {}, el("h2", {}, "What this shows"),
      el("p", {}, "What sources claim in published reports, weighed and joined, not what is true. Every event opens at the sentences it rests on."),
      el("p", {}, "Circles on the ground: who held a place on the day, as far as was published by then; the fainter, the less sure; hatched, contested; nothing drawn, unknown. Symbols: what is said to have happened, go on, be expected, be possible or be denied; paler, hedged. The dashed circle round a selected event is how far off it may lie."),
      el("p", {}, `Fogline ${this.payload.version}. It works after the fact, on published reports; it is not a targeting aid.`));
    const shut = el("button", { type: "button" }, "Close");
    shut.addEventListener("click", () => about.close());
    about.append(shut);
    const help = el("button", { type: "button" }, "About");
    help.addEventListener("click", () => about.showModal());
    return el("header", { class: "top" }, el("h1", {}, this.payload.title), search, sides, sources, this.filters(), theme, help, about);
  }

  private filters(): HTMLElement {
    const box = (label: string, on: boolean, change: (on: boolean) => void): HTMLElement => {
      const input = el("input", { type: "checkbox" });
      input.checked = on;
      input.addEventListener("change", () => this.filter(() => change(input.checked)));
      return el("label", {}, input, label);
    };
    const toggle = (set: Set<string>, values: readonly string[], on: boolean): void => values.forEach((v) => (on ? set.add(v) : set.delete(v)));
    return el(
      "details",
      { class: "filters" },
      el("summary", {}, "Filter"),
      el("div", {}, el("h3", {}, "Kinds"), ...FAMILIES.map(([name, types]) => box(name, true, (on) => toggle(this.choice.types, types, on))),
        el("h3", {}, "Status"), ...STATUSES.map((s) => box(STATUS_NAMES[s] ?? s, true, (on) => toggle(this.choice.statuses, [s], on)))),
    );
  }

  private legend(): HTMLElement {
    const held = new Set(this.payload.places.flatMap((p) => p.runs.map((r) => r[1])));
    const swatch = (n: number): HTMLElement => {
      const side = this.payload.sides[n];
      const node = el("li", {}, el("i", { class: `swatch ${side?.pattern ?? ""}` }), side?.name ?? "");
      (node.firstElementChild as HTMLElement).style.setProperty("--side", side?.colour ?? "#888");
      return node;
    };
    const dark = document.documentElement.dataset["theme"] === "dark";
    const symbol = (shape: (typeof FAMILIES)[number][2], status: string): HTMLElement => symbolCanvas(shape, status, dark ? "#eef2f5" : "#1d2329", dark ? "#11161a" : "#ffffff", 30);
    const node = el("details", { class: "legend" }, el("summary", {}, "Legend"),
      el("div", {}, el("h3", {}, "Held by (fainter = less sure)"), el("ul", {}, ...[...held].filter((n) => n >= 0).sort((a, b) => a - b).map(swatch)),
        el("ul", {}, el("li", {}, el("i", { class: "swatch contested" }), "Contested"), el("li", {}, el("i", { class: "swatch none" }), "Unknown: nothing drawn")),
        el("details", {}, el("summary", {}, "Marks of events"), el("ul", {}, ...FAMILIES.map(([name, , shape]) => el("li", {}, symbol(shape, "occurred"), name))),
        el("h3", {}, "Status"), el("ul", {}, ...STATUSES.map((s) => el("li", {}, symbol("diamond", s), STATUS_NAMES[s] ?? s))))));
    if (innerWidth > 900) node.open = true;
    return node;
  }

  private controls(): HTMLElement {
    const button = (label: string, name: string, act: () => void): HTMLElement => {
      const node = el("button", { type: "button", "aria-label": name, title: name }, label);
      node.addEventListener("click", act);
      return node;
    };
    const play = button("▶", "Play", () => this.play(play));
    for (const [label, back] of WINDOWS) this.windows.append(el("option", { value: String(back) }, label));
    this.windows.append(el("option", { value: "custom", hidden: "" }, "brushed"));
    this.windows.addEventListener("change", () => this.move(this.choice.day, Number(this.windows.value)));
    return el("div", { class: "controls" }, this.date, button("«", "Back a week", () => this.step(-7)), button("‹", "Back a day", () => this.step(-1)), play,
      button("›", "On a day", () => this.step(1)), button("»", "On a week", () => this.step(7)), el("label", {}, "Show ", this.windows));
  }

  private play(button: HTMLElement): void {
    if (this.timer !== null) {
      clearInterval(this.timer);
      this.timer = null;
      button.textContent = "▶";
      return;
    }
    if (this.choice.day >= this.payload.days.length - 1) this.move(0, this.choice.back);
    button.textContent = "❚❚";
    this.timer = window.setInterval(() => {
      if (this.choice.day >= this.payload.days.length - 1) this.play(button);
      else this.step(1);
    }, 450);
  }

  private step(days: number): void {
    this.move(this.choice.day + days, this.choice.back);
  }

  private move(day: number, back: number): void {
    this.choice.day = Math.max(0, Math.min(this.payload.days.length - 1, day));
    this.choice.back = back;
    this.subset = null;
    this.refresh();
  }

  private filter(change: () => void): void {
    change();
    this.subset = null;
    this.picked = null;
    this.refresh();
  }

  private key(e: KeyboardEvent): void {
    if (e.target instanceof HTMLInputElement || e.target instanceof HTMLSelectElement) return;
    if (e.key === "ArrowRight" && e.shiftKey) this.step(7);
    else if (e.key === "ArrowLeft" && e.shiftKey) this.step(-7);
    else if (e.key === "." || e.key === "k") this.step(1);
    else if (e.key === "," || e.key === "j") this.step(-1);
    else if (e.key === "Escape") this.back();
  }

  private choose(list: number[]): void {
    if (list.length === 1) {
      this.pick(list[0] as number);
      return;
    }
    this.subset = list.sort((a, b) => a - b);
    this.picked = null;
    this.shownPlace = null;
    this.map?.select(null, false);
    this.listing();
  }

  private pick(n: number): void {
    this.picked = n;
    this.shownPlace = null;
    this.panel.event(n);
    this.map?.select(n, true);
    this.save();
  }

  private showPlace(index: number): void {
    this.shownPlace = index;
    this.picked = null;
    const place = this.payload.places[index];
    const near = place ? this.payload.events.flatMap((e, n) => (e.lat !== null && e.lon !== null && Math.abs(e.lat - place.lat) < 0.02 && Math.abs(e.lon - place.lon) < 0.025 ? [n] : [])) : [];
    this.panel.place(index, this.choice.day, near);
  }

  private back(): void {
    this.picked = null;
    this.shownPlace = null;
    this.subset = null;
    this.map?.select(null, false);
    this.listing();
    this.save();
  }

  private listing(): void {
    if (this.picked !== null || this.shownPlace !== null) return;
    const events = this.subset ?? chosen(this.payload, this.choice);
    this.panel.list(events, (n) => this.subset !== null || !this.map || this.map.inView(n), this.subset ? "Events at this spot" : "Events");
  }

  private refresh(): void {
    const { day, back } = this.choice;
    const iso = this.payload.days[day] ?? null;
    this.date.textContent = longDay(iso);
    this.slider.value = String(day);
    const known = WINDOWS.some(([, b]) => b === back);
    this.windows.value = known ? String(back) : "custom";
    const events = chosen(this.payload, this.choice);
    this.timeline.show(histogram(this.payload, FAMILY_TYPES, this.choice), day, back);
    this.map?.showHolders(day);
    this.map?.showEvents(events);
    if (this.shownPlace !== null) this.showPlace(this.shownPlace);
    this.listing();
    this.live.textContent = `${events.length} events, ${longDay(iso)}`;
    this.save();
  }

  private save(): void {
    const state = new URLSearchParams();
    const { day, back, side, source, words } = this.choice;
    state.set("day", this.payload.days[day] ?? "");
    state.set("back", String(back));
    if (side) state.set("side", side);
    if (source) state.set("source", source);
    if (words) state.set("q", words);
    state.set("theme", document.documentElement.dataset["theme"] ?? "light");
    const event = this.picked === null ? undefined : this.payload.events[this.picked];
    if (event) state.set("event", event.id);
    history.replaceState(null, "", `#${state}`);
  }
}

async function start(): Promise<void> {
  const root = document.getElementById("fogline") as HTMLElement;
  try {
    const { payload, base } = await load();
    document.title = payload.title;
    new Page(root, payload, base);
  } catch (error) {
    root.append(el("p", { role: "alert", class: "no-map" }, `The page could not load its data: ${String(error)}`));
  }
}

void start();
