// The panel: the list of events, one event with every voice and sentence, one place with its holders.
// Text from reports only ever becomes text nodes.

import type { Claim, Event, Payload } from "./data";
import { symbolCanvas } from "./icons";
import { SHAPES, STATUS_NAMES, typeName } from "./kinds";
import { heldOn } from "./select";

type Child = Node | string | null | undefined | false;

export function el<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Record<string, string> = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  for (const child of children) if (child) node.append(child);
  return node;
}

export function longDay(iso: string | null): string {
  if (!iso) return "date unknown";
  return new Date(`${iso}T00:00:00Z`).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
}

function span(from: string | null, to: string | null): string {
  if (!from) return "date unknown";
  return to && to !== from ? `${longDay(from)} to ${longDay(to)}` : longDay(from);
}

function percent(p: number): string {
  return `${Math.round(100 * p)} %`;
}

function icon(event: { type: string; status: string }): HTMLElement {
  const dark = document.documentElement.dataset["theme"] === "dark";
  const node = symbolCanvas(SHAPES[event.type] ?? "ring", event.status, dark ? "#eef2f5" : "#1d2329", dark ? "#11161a" : "#ffffff", 40);
  node.className = "icon";
  node.setAttribute("aria-hidden", "true");
  return node;
}

function marked(claim: Claim): HTMLElement {
  const node = el("blockquote", { dir: "auto" });
  const [from, to] = claim.quote;
  const marks = claim.marks.filter(([a, b]) => a < b).sort((x, y) => x[0] - y[0]);
  let at = 0;
  const plain = (until: number): void => {
    if (until <= at) return;
    for (const [a, b, inside] of [[at, Math.min(until, from), false], [Math.max(at, from), Math.min(until, to), true], [Math.max(at, to), until, false]] as const) {
      if (a < b) node.append(el("span", inside ? {} : { class: "around" }, claim.shown.slice(a, b)));
    }
    at = until;
  };
  for (const [a, b, kind] of marks) {
    if (a < at) continue;
    plain(a);
    node.append(el("mark", { class: kind, title: kind }, claim.shown.slice(a, b)));
    at = b;
  }
  plain(claim.shown.length);
  return node;
}

function row(name: string, ...value: Child[]): HTMLElement {
  return el("div", { class: "row" }, el("dt", {}, name), el("dd", {}, ...value));
}

export class Panel {
  constructor(
    private readonly node: HTMLElement,
    private readonly payload: Payload,
    private readonly open: (event: number) => void,
    private readonly close: () => void,
  ) {}

  private sideName(id: string): string {
    return this.payload.sides.find((s) => s.id === id)?.name ?? id;
  }

  /** The list of events; the same ones that the map shows. */
  list(events: readonly number[], inView: (n: number) => boolean, heading: string): void {
    const seen = events.filter(inView);
    const items = seen.slice(0, 300).map((n) => {
      const event = this.payload.events[n] as Event;
      const copies = event.claims.filter(([, role]) => role === "copy").length;
      const denied = event.claims.some(([, role]) => role === "denies");
      const button = el(
        "button",
        { type: "button", class: `item ${event.certainty}`, "data-event": String(n) },
        icon(event),
        el(
          "span",
          { class: "what" },
          el("strong", {}, typeName(event.type), event.name ? `: ${event.name}` : ""),
          el("span", { class: "meta" }, `${span(event.from, event.to)} · ${STATUS_NAMES[event.status] ?? event.status}`),
          el(
            "span",
            { class: "meta" },
            `${event.voices} ${event.voices === 1 ? "voice" : "voices"}`,
            copies ? `, ${copies} ${copies === 1 ? "copy" : "copies"}` : "",
            denied ? ", denied by others" : "",
            event.lat === null ? ", not located" : "",
          ),
        ),
      );
      button.addEventListener("click", () => this.open(n));
      return el("li", {}, button);
    });
    const more = seen.length > 300 ? el("p", { class: "note" }, `and ${seen.length - 300} more; zoom in or filter`) : null;
    this.node.replaceChildren(
      el("h2", {}, heading),
      el("p", { class: "note" }, `${seen.length} in view of ${events.length} in the interval`),
      el("ol", { class: "events" }, ...items),
      ...(more ? [more] : []),
      ...(events.length ? [] : [el("p", { class: "note" }, "Nothing is claimed in these days with these filters.")]),
    );
  }

  /** One event: what, who says it, who denies it, copies folded, and every sentence. */
  event(n: number): void {
    const event = this.payload.events[n] as Event;
    const part = (role: string): Claim[] =>
      event.claims.filter(([, r]) => r === role).map(([c]) => this.payload.claims[c] as Claim);
    const [supports, denies, copies] = [part("supports"), part("denies"), part("copy")];
    const back = el("button", { type: "button", class: "back" }, "‹ All events");
    back.addEventListener("click", () => this.close());
    const section = (title: string, claims: Claim[]): Child =>
      claims.length ? el("section", {}, el("h3", {}, title), ...claims.map((c) => this.claim(c))) : null;
    const folded = copies.length
      ? el("details", {}, el("summary", {}, `${copies.length} ${copies.length === 1 ? "copy" : "copies"}, not counted as voices`), ...copies.map((c) => this.claim(c)))
      : null;
    this.node.replaceChildren(
      back,
      el("h2", { tabindex: "-1" }, icon(event), `${typeName(event.type)}${event.name ? `: ${event.name}` : ""}`),
      el(
        "dl",
        {},
        row("When", span(event.from, event.to)),
        row("Status", STATUS_NAMES[event.status] ?? event.status, event.certainty === "hedged" ? ", hedged" : ""),
        event.initiator.length ? row("By", event.initiator.map((s) => this.sideName(s)).join(", ")) : row("By", "not said"),
        event.target.length ? row("Against", event.target.map((s) => this.sideName(s)).join(", ")) : null,
        row("Where", event.lat === null ? "not located" : `${event.name ?? "unnamed"}, within ${event.radius ?? "?"} km of ${event.lat.toFixed(3)}, ${(event.lon as number).toFixed(3)}`),
        row("Voices", `${event.voices} independent, ${percent(event.confidence)} that it is so on their word`),
      ),
      ...([section("Who says so", supports), section("Who denies it", denies), folded].filter(Boolean) as Node[]),
    );
    (this.node.querySelector("h2") as HTMLElement).focus();
    this.node.scrollTop = 0;
  }

  private claim(claim: Claim): HTMLElement {
    const place = claim.place;
    const counts = claim.counts.map((c) => {
      const figures = [c.low, c.best, c.high].map((v) => (v === null ? "?" : String(v)));
      return `${c.what.replaceAll("_", " ")}: “${c.text}” (low ${figures[0]}, best ${figures[1]}, high ${figures[2]})`;
    });
    const actors = (list: Claim["initiator"]): string =>
      list.map((a) => (a.id && this.sideName(a.id) !== a.text ? `${a.text} (${a.id})` : a.text)).join(", ");
    const where = !place
      ? "no place said"
      : place.lat === null
        ? `“${place.text}”, not located: ${place.reason || "unknown place"}`
        : `“${place.text}” → ${place.name ?? ""}, within ${place.radius ?? "?"} km${place.probability === null ? "" : `, ${percent(place.probability)} sure`}`;
    const others = place?.candidates.filter((c) => c.name !== place.name).slice(0, 4) ?? [];
    return el(
      "article",
      { class: "claim" },
      el(
        "header",
        {},
        el("strong", {}, claim.source || "unknown source"),
        claim.grade ? el("abbr", { class: "grade", title: "Admiralty grade of the source, A best to E; F unknown" }, claim.grade) : null,
        el("span", { class: "meta" }, claim.published ? `published ${longDay(claim.published)}` : "publication date unknown"),
      ),
      claim.lean ? el("p", { class: "meta" }, claim.lean) : null,
      marked(claim),
      el(
        "details",
        {},
        el("summary", {}, "How it was read"),
        el(
          "dl",
          {},
          row("Claim", `${typeName(claim.type)}, ${STATUS_NAMES[claim.status] ?? claim.status}, ${claim.certainty}`),
          claim.attributed.length ? row("According to", claim.attributed.join("; ")) : null,
          claim.initiator.length ? row("By", actors(claim.initiator)) : null,
          claim.target.length ? row("Against", actors(claim.target)) : null,
          row("Where", where),
          others.length ? row("Or else", others.map((c) => `${c.name} (${c.score.toFixed(2)})`).join(", ")) : null,
          row("When", claim.from ? `${span(claim.from, claim.to)}${claim.timeText ? `, from “${claim.timeText}”` : ""}` : "not said"),
          claim.timeBasis ? row("Basis", claim.timeBasis) : null,
          counts.length ? row("Numbers", counts.join("; ")) : null,
          row("Frame", `${claim.frame || "none"}, ${percent(claim.confidence)} sure that the text says so`),
          row("Report", claim.title ? `${claim.title} (${claim.document})` : claim.document),
        ),
      ),
    );
  }

  /** One place: who holds it on the day, and when that changed. */
  place(index: number, day: number, near: readonly number[]): void {
    const place = this.payload.places[index];
    if (!place) return;
    const back = el("button", { type: "button", class: "back" }, "‹ All events");
    back.addEventListener("click", () => this.close());
    const name = (holder: number): string => (holder < 0 ? "Unknown" : (this.payload.sides[holder]?.name ?? "?"));
    const held = heldOn(place, day);
    let before = -9;
    const changes = place.runs.filter(([, holder]) => {
      const changed = holder !== before;
      before = holder;
      return changed;
    });
    this.node.replaceChildren(
      back,
      el("h2", { tabindex: "-1" }, place.name),
      el("p", { class: "big" }, held ? `${name(held[0])}, ${percent(held[1])}` : "No evidence yet"),
      el("p", { class: "note" }, held && held[2] > 0.3 ? `Contested: ${percent(held[2])}` : "as far as was published by this day"),
      el("h3", {}, "Holders over time"),
      el("ol", { class: "runs" }, ...changes.map(([from, holder, p]) => el("li", {}, `${longDay(this.payload.days[from] ?? null)}: ${name(holder)} (${percent(p)})`))),
      el("h3", {}, "Events here"),
      el("ol", { class: "events" }, ...near.map((n) => {
        const event = this.payload.events[n] as Event;
        const button = el("button", { type: "button", class: "item" }, icon(event), el("span", { class: "what" }, el("strong", {}, typeName(event.type)), el("span", { class: "meta" }, span(event.from, event.to))));
        button.addEventListener("click", () => this.open(n));
        return el("li", {}, button);
      })),
    );
    (this.node.querySelector("h2") as HTMLElement).focus();
  }
}
