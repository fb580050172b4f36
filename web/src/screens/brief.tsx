// The brief of a day, and what the data lack.

import { useState } from "preact/hooks";
import { addDays, clampDay } from "../data/days";
import type { Brief as Made, Change, EventRow } from "../data/shapes";
import { placeName, useApp, useAsk, sideName, type App } from "../parts/app";
import { Await, Bars, Empty, EventSymbol, SideChip } from "../parts/bits";
import { DateField } from "../parts/datefield";
import { eventHref } from "../parts/event";
import { go, hrefOf, useShown } from "../state";
import { day, named, number, percent, t, when } from "../texts";

function line(event: EventRow, app: App): string {
  const by = event.initiator.map((s) => sideName(app, s)).join(t("list.comma"));
  return [`${named("type", event.type)}${event.name ? `: ${placeName(app, event.name)}` : ""}`, by, named("status", event.status), t("list.voices", { n: event.voices }), event.denied ? t("list.denied") : ""].filter(Boolean).join(" · ");
}

type Groups = { type: string; items: EventRow[] }[];

/** What is said to have happened on the day, and what was reported on it without a day of its own. */
function parted(made: Made): [dated: Groups, bare: Groups] {
  const of = (fits: (e: EventRow) => boolean): Groups => made.events.map((g) => ({ type: g.type, items: g.items.filter(fits) })).filter((g) => g.items.length);
  return [of((e) => e.from !== null), of((e) => e.from === null)];
}

function Groups({ groups }: { groups: Groups }) {
  return <>{groups.map((g) => <div key={g.type}><h3>{named("type", g.type)} <span class="soft">{g.items.length}</span></h3><ul class="plain">{g.items.map((e) => <EventLine event={e} key={e.id} />)}</ul></div>)}</>;
}

function plain(made: Made, app: App): string {
  const rows = [t("brief.title", { day: day(made.on) }), "", t("brief.changes")];
  const told = (c: Change): string => `- ${c.name}: ${t("brief.change", { from: sideName(app, c.from), to: sideName(app, c.to), p: percent(c.p) })}`;
  rows.push(...(made.changes.length ? made.changes.map(told) : [t("brief.noChange")]));
  if (made.known.length) rows.push("", t("brief.known"), ...made.known.map(told));
  const [dated, bare] = parted(made);
  rows.push("", t("brief.events"), ...(dated.length ? dated.flatMap((g) => g.items.map((e) => `- ${line(e, app)}`)) : [t("brief.noEvents")]));
  if (bare.length) rows.push("", t("brief.reported"), ...bare.flatMap((g) => g.items.map((e) => `- ${line(e, app)}`)));
  rows.push("", t("brief.disputed"), ...(made.disputed.length ? made.disputed.map((e) => `- ${line(e, app)}`) : [t("brief.noDisputed")]));
  return rows.join("\n");
}

function EventLine({ event }: { event: EventRow }) {
  const app = useApp();
  return <li class="event-line"><EventSymbol type={event.type} status={event.status} /><a href={eventHref(event.id)}><bdi>{line(event, app)}</bdi></a></li>;
}

function Changes({ rows }: { rows: readonly Change[] }) {
  const app = useApp();
  const s = useShown();
  return (
    <ul class="plain">
      {rows.map((c) => (
        <li key={c.place} class="change">
          <a href={hrefOf(s, { screen: "places", id: c.place, find: {} })}><bdi>{placeName(app, c.name)}</bdi></a> <SideChip side={c.from} /> <span aria-hidden="true" class="flip">→</span> <SideChip side={c.to} {...(c.to === "unknown" ? {} : { p: c.p })} />
          {c.cited.map((e) => <a class="more" key={e.id} href={eventHref(e.id)}>{named("type", e.type)}{t("list.comma")}{when(e, "short")}</a>)}
        </li>
      ))}
    </ul>
  );
}

export function Brief() {
  const app = useApp();
  const s = useShown();
  const { meta } = app.source;
  const first = meta.first ?? "2000-01-01";
  const on = clampDay(s.to ?? meta.last ?? first, first, meta.last ?? first);
  const [asked, again] = useAsk(() => app.source.brief(on, s.known, s.view), [on, s.known, s.view, app.source]);
  const [copied, tell] = useState("");
  const move = (by: number): void => go({ to: clampDay(addDays(on, by), first, meta.last ?? first), from: null });
  return (
    <div class="screen narrow">
      <h1>{t("brief.title", { day: day(on) })}</h1>
      <p class="actions">
        <button type="button" onClick={() => move(-1)}>{t("brief.before")}</button>
        <DateField label={t("brief.day")} min={first} max={meta.last ?? first} value={on} required change={(to) => to && go({ to, from: null })} />
        <button type="button" onClick={() => move(1)}>{t("brief.after")}</button>
        {asked.value && <button type="button" onClick={() => void navigator.clipboard?.writeText(plain(asked.value as Made, app)).then(() => tell(on), () => undefined)}>{copied === on ? t("share.copied") : t("brief.copy")}</button>}
      </p>
      <Await asked={asked} again={again}>
        {(made) => (
          <>
            <section>
              <h2>{t("brief.changes")}</h2>
              {made.changes.length === 0 && <p class="soft">{t("brief.noChange")}</p>}
              <Changes rows={made.changes} />
            </section>
            {made.known.length > 0 && <section><h2>{t("brief.known")}</h2><Changes rows={made.known} /></section>}
            <section>
              <h2>{t("brief.events")}</h2>
              {parted(made)[0].length === 0 && <Empty title={t("brief.noEvents")} hint={t("list.emptyHint")} />}
              <Groups groups={parted(made)[0]} />
            </section>
            {parted(made)[1].length > 0 && <section><h2>{t("brief.reported")}</h2><Groups groups={parted(made)[1]} /></section>}
            <section>
              <h2>{t("brief.disputed")}</h2>
              {made.disputed.length === 0 ? <p class="soft">{t("brief.noDisputed")}</p> : <ul class="plain">{made.disputed.map((e) => <EventLine event={e} key={e.id} />)}</ul>}
            </section>
            {made.unresolved.length > 0 && <section><h2>{t("brief.unresolved")}</h2><p><bdi>{made.unresolved.join(" · ")}</bdi></p></section>}
          </>
        )}
      </Await>
    </div>
  );
}

function Agreement({ alphas }: { alphas: Record<string, number | null> }) {
  const rows = Object.entries(alphas).flatMap(([name, value]): [string, number][] => (value === null ? [] : [[name, Math.round(100 * value) / 100]]));
  return rows.length ? <Bars rows={rows} /> : <p class="soft">{t("quality.noAgreement")}</p>;
}

export function QualityScreen() {
  const { source } = useApp();
  const s = useShown();
  const [asked, again] = useAsk(() => source.quality(), [source]);
  return (
    <div class="screen">
      <h1>{t("quality.title")}</h1>
      <Await asked={asked} again={again}>
        {(q) => (
          <div class="columns">
            <section><h2>{t("quality.precision")}</h2><Bars rows={q.precision} /><p class="soft">{t("quality.undated", { n: q.undated, all: q.claims })}</p></section>
            <section><h2>{t("quality.places")}</h2>{q.unresolvedPlaces.length ? <Bars rows={q.unresolvedPlaces.slice(0, 15)} /> : <p class="soft">{t("quality.none")}</p>}</section>
            <section><h2>{t("quality.actors")}</h2>{q.unresolvedActors.length ? <Bars rows={q.unresolvedActors.slice(0, 15)} /> : <p class="soft">{t("quality.none")}</p>}</section>
            <section>
              <h2>{t("quality.failures")}</h2>
              {q.failures.length === 0 && <p class="soft">{t("quality.noFailures")}</p>}
              <ul class="plain">{q.failures.slice(0, 50).map((f) => <li class="card" key={f.document + f.stage}><strong><bdi>{f.document}</bdi></strong> <span class="soft">{f.stage}</span><p>{f.reason}</p>{f.advice && <p class="soft">{f.advice}</p>}</li>)}</ul>
            </section>
            <section>
              <h2>{t("quality.missing")}</h2>
              {q.missingDays.length === 0 ? <p class="soft">{t("quality.noMissing")}</p> : <p>{q.missingDays.slice(0, 40).map((d) => <a class="inline" key={d} href={hrefOf(s, { screen: "brief", to: d, from: null })}>{day(d, "short")}</a>)}{q.missingDays.length > 40 && ` +${number(q.missingDays.length - 40)}`}</p>}
            </section>
            <section>
              <h2>{t("quality.agreement")}</h2>
              <Agreement alphas={q.agreement} />
            </section>
          </div>
        )}
      </Await>
    </div>
  );
}
