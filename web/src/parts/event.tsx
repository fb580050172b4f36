// The drawer: one event with everybody who says or denies it, every sentence, and how it came together.

import { useEffect, useRef, useState } from "preact/hooks";
import type { Claim, EventDetail } from "../data/shapes";
import { go, hrefOf, state, visit, written } from "../state";
import { day, days, named, percent, signed, t, when } from "../texts";
import { told } from "../texts/phrases";
import { placeName, sideName, useApp, useAsk } from "./app";
import { Await, EventSymbol, Row } from "./bits";
import { ClaimCard, figures } from "./claim";

/** What to write under a text that uses this event. */
export function citation(event: EventDetail, title: string, version: string, link: string): { text: string; bibtex: string; csv: string } {
  const name = `${named("type", event.type)}${event.name ? `, ${event.name}` : ""}, ${event.from ?? (event.said ? t("time.reported", { when: event.said }) : t("time.unknown"))}`;
  const sources = [...new Set(event.claimList.filter((c) => c.role === "supports").map((c) => c.source))].join("; ");
  // Words that a spreadsheet would run as a formula begin with an apostrophe; numbers are left as they are.
  const plain = (v: string | number | null): string => (typeof v === "string" && /^[=+\-@\t\r]/.test(v) ? `'${v}` : String(v ?? ""));
  const quoted = (v: string | number | null): string => `"${plain(v).replaceAll('"', '""')}"`;
  return {
    text: `${name}. ${sources}. ${title}, event ${event.id}, Fogline ${version}. ${link}`,
    bibtex: `@misc{fogline-${event.id.slice(0, 12)},\n  title = {${name}},\n  author = {${sources}},\n  howpublished = {${title}, Fogline ${version}},\n  note = {event ${event.id}},\n  url = {${link}}\n}`,
    csv: ["id,type,status,from,to,place,lat,lon,voices,confidence,sources", [event.id, event.type, event.status, event.from, event.to, event.name, event.lat, event.lon, event.voices, event.confidence.toFixed(3), sources].map(quoted).join(",")].join("\n"),
  };
}

function Cite({ event }: { event: EventDetail }) {
  const { meta } = useApp().source;
  const link = `${location.href.split("#")[0]}#${written({ ...state(), event: event.id })}`;
  const cite = citation(event, meta.title, meta.version, link);
  return (
    <details class="cite">
      <summary>{t("event.cite")}</summary>
      <label>{t("event.citeText")}<textarea readOnly dir="auto" rows={4} value={cite.text} /></label>
      <label>BibTeX<textarea readOnly dir="ltr" rows={7} value={cite.bibtex} /></label>
      <label>CSV<textarea readOnly dir="ltr" rows={3} value={cite.csv} /></label>
    </details>
  );
}

function Joined({ claims }: { claims: readonly Claim[] }) {
  const joined = claims.filter((c) => c.reasons.length);
  if (!joined.length) return <p class="soft">{t("event.whyAlone")}</p>;
  return (
    <ul class="plain">
      {joined.map((c) => (
        <li key={c.id}>
          <bdi>{c.source}</bdi>: <span class="soft">{c.reasons.map(([feature, weight]) => `${told(feature)} (${signed(weight)})`).join(t("list.comma"))}</span>
        </li>
      ))}
    </ul>
  );
}

const SAID: Record<string, "event.said" | "event.deniedBy" | "event.copied" | "event.judged"> = { said: "event.said", denied: "event.deniedBy", copied: "event.copied", judged: "event.judged" };

function Body({ event }: { event: EventDetail }) {
  const app = useApp();
  const [copied, tell] = useState(false);
  const head = useRef<HTMLHeadingElement>(null);
  useEffect(() => head.current?.focus({ preventScroll: true }), [event.id]);
  const part = (role: string): Claim[] => event.claimList.filter((c) => c.role === role);
  const [supports, denies, copies] = [part("supports"), part("denies"), part("copy")];
  const by = new Map(event.claimList.map((c) => [c.id, c]));
  const sides = (list: readonly string[]): string => list.map((s) => sideName(app, s)).join(t("list.comma"));
  const permalink = async (): Promise<void> => {
    const link = `${location.href.split("#")[0]}#${written({ ...state(), event: event.id })}`;
    await navigator.clipboard?.writeText(link).catch(() => undefined);
    tell(true);
  };
  return (
    <>
      <h2 tabIndex={-1} ref={head}><EventSymbol type={event.type} status={event.status} /><span>{named("type", event.type)}{event.name && <>: <bdi>{placeName(app, event.name)}</bdi></>}</span></h2>
      <dl>
        <Row name={t("event.when")}>{event.from || !event.said ? days(event.from, event.to) : <>{t("event.notSaid")}; {when(event)}</>}</Row>
        <Row name={t("event.status")}>{named("status", event.status)}{event.certainty === "hedged" && `, ${t("event.hedged")}`}</Row>
        <Row name={t("event.by")}><bdi>{event.initiator.length ? sides(event.initiator) : t("event.notSaid")}</bdi></Row>
        {event.target.length > 0 && <Row name={t("event.against")}><bdi>{sides(event.target)}</bdi></Row>}
        <Row name={t("event.where")}>
          {event.lat === null || event.lon === null ? t("event.notLocated") : t("event.within", { name: placeName(app, event.name), km: event.radius ?? "?", lat: event.lat.toFixed(3), lon: event.lon.toFixed(3) })}
        </Row>
        {event.counts.length > 0 && <Row name={t("event.numbers")}>{event.counts.map((c) => <div>{named("count", c.what)}{c.of && <> (<bdi>{sideName(app, c.of)}</bdi>)</>}: {figures(c)}</div>)}</Row>}
        <Row name={t("event.voices")}>{t("event.voicesText", { n: event.voices, p: percent(event.confidence) })}</Row>
      </dl>
      <p class="actions">
        <button type="button" onClick={() => void permalink()}>{copied ? t("share.copied") : t("event.permalink")}</button>
      </p>
      {supports.length > 0 && <section><h3>{t("event.saysSo")}</h3>{supports.map((c) => <ClaimCard claim={c} key={c.id} />)}</section>}
      <section>
        <h3>{t("event.denies")}</h3>
        {denies.length ? denies.map((c) => <ClaimCard claim={c} key={c.id} />) : <p class="soft">{t("event.noDenial")}</p>}
      </section>
      {copies.length > 0 && (
        <details class="copies">
          <summary>{t("event.copies", { n: copies.length })}</summary>
          {copies.map((c) => (
            <div key={c.id}>
              {c.copyOf && by.get(c.copyOf) && <p class="soft">{t("claim.copyOf", { source: by.get(c.copyOf)?.source ?? "" })}</p>}
              <ClaimCard claim={c} />
            </div>
          ))}
        </details>
      )}
      <details><summary>{t("event.why")}</summary><Joined claims={event.claimList} /></details>
      <details>
        <summary>{t("event.history")}</summary>
        <ol class="plain">{event.history.map((h, n) => <li key={n}><span class="soft">{day(h.day, "short")}</span> {t(SAID[h.what] ?? "event.said", { source: h.source })}</li>)}</ol>
      </details>
      <Cite event={event} />
    </>
  );
}

/** Events that the list holds, for stepping with [ and ]. */
export const order: { ids: string[] } = { ids: [] };

export function stepEvent(by: number): void {
  const at = order.ids.indexOf(state().event);
  const next = order.ids[at < 0 ? 0 : at + by];
  if (next) go({ event: next });
}

export function EventDrawer({ id, chosen }: { id: string; chosen: (event: EventDetail) => void }) {
  const { source } = useApp();
  const [asked, again] = useAsk(() => source.event(id), [id, source]);
  useEffect(() => {
    if (asked.state === "done") chosen(asked.value);
  }, [asked]);
  return (
    <div class="drawer">
      <button type="button" class="back" onClick={() => (state().screen === "map" ? go({ event: "" }, true) : visit("map"))}><span aria-hidden="true">‹ </span>{t("event.all")}</button>
      <Await asked={asked} again={again}>{(event) => <Body event={event} />}</Await>
    </div>
  );
}

export function eventHref(id: string): string {
  return hrefOf(state(), { screen: "map", id: "", event: id, find: {} });
}
