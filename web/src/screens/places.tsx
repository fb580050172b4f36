// Places: who held each when, as a strip of time, with the sentences that say so.

import { between, clampDay } from "../data/days";
import type { PlaceDetail, PlaceRun } from "../data/shapes";
import { placeName, useApp, useAsk, sideName, sideOf } from "../parts/app";
import { Await, Empty, SideChip } from "../parts/bits";
import { eventHref } from "../parts/event";
import { go, hrefOf, useShown, visit } from "../state";
import { day, named, percent, t, when } from "../texts";

export function Places() {
  const app = useApp();
  const { source } = app;
  const s = useShown();
  const first = source.meta.first ?? "2000-01-01";
  const on = clampDay(s.to ?? source.meta.last ?? first, first, source.meta.last ?? first);
  const words = s.find["q"] ?? "";
  const [asked, again] = useAsk(() => source.places(words, on), [words, on, source]);
  if (s.id) return <OnePlace id={s.id} key={s.id} />;
  return (
    <div class="screen">
      <h1>{t("places.title")}</h1>
      <input type="search" class="big-search" placeholder={t("places.search")} aria-label={t("places.search")} value={words} dir={words ? "auto" : undefined} onInput={(e) => go({ find: { q: e.currentTarget.value } })} />
      <Await asked={asked} again={again}>
        {({ items, total }) => (
          <>
            <p class="soft" role="status">{t("places.count", { n: total })} · {t("places.on", { day: day(on) })}</p>
            {items.length === 0 && <Empty title={t("places.empty")} hint={t("places.emptyHint")} />}
            <ul class="grid">
              {items.slice(0, 400).map((p) => (
                <li class="card small" key={p.id}>
                  <a class="card-title" href={hrefOf(s, { id: p.id, find: {} })}><bdi>{placeName(app, p.name)}</bdi></a>
                  <SideChip side={p.holder} {...(p.holder === "unknown" ? {} : { p: p.p })} />
                </li>
              ))}
            </ul>
          </>
        )}
      </Await>
    </div>
  );
}

function Strip({ made }: { made: PlaceDetail }) {
  const app = useApp();
  const { first, last } = app.source.meta;
  const begin = made.runs[0]?.from && first ? (made.runs[0].from < first ? made.runs[0].from : first) : first;
  if (!begin || !last || !made.runs.length) return <p class="soft">{t("place.noEvidence")}</p>;
  const total = Math.max(1, between(begin, last) + 1);
  return (
    <div class="strip" role="list">
      {made.runs.map((run) => {
        const to = run.to ?? last;
        const label = t("place.runLabel", { holder: sideName(app, run.holder), p: percent(run.p), from: day(run.from), to: day(to) });
        const side = sideOf(app, run.holder);
        const style = {
          insetInlineStart: `${(100 * between(begin, run.from)) / total}%`, inlineSize: `${Math.max(0.25, (100 * (between(run.from, to) + 1)) / total)}%`,
          "--side": side?.colour ?? "transparent", opacity: side ? 0.3 + 0.7 * run.p : 1,
        };
        return <span role="listitem" key={run.from} class={`run ${side ? (run.contested > 0.3 ? "contested" : side.pattern) : "unknown"}`} style={style} title={label} aria-label={label} />;
      })}
    </div>
  );
}

/** Whether a holder stands from a pack's baseline alone: no claim of the place was published by that day. */
export function fromBaseline(made: Pick<PlaceDetail, "baseline" | "evidence">, run: Pick<PlaceRun, "from" | "holder">): boolean {
  return made.baseline !== null && run.holder === made.baseline.holder && !made.evidence.some((e) => (e.published ?? "9999") <= run.from);
}

function Holders({ made, whole }: { made: PlaceDetail; whole: boolean }) {
  let before = "";
  const note = (run: PlaceRun): string => {
    if (!whole || !made.baseline || !fromBaseline(made, run)) return "";
    return t(made.evidence.length ? "place.baseline" : "place.baselineOnly", { day: day(made.baseline.day) });
  };
  const changes = made.runs.filter((run) => {
    const changed = run.holder !== before;
    before = run.holder;
    return changed;
  });
  return (
    <ol class="plain runs">
      {changes.map((run) => <li key={run.from}><span class="soft">{day(run.from)}</span> <SideChip side={run.holder} {...(run.holder === "unknown" ? {} : { p: run.p })} />{run.contested > 0.3 && <span class="soft"> {t("place.contested", { p: percent(run.contested) })}</span>}{note(run) && <span class="soft"> · {note(run)}</span>}</li>)}
    </ol>
  );
}

function OnePlace({ id }: { id: string }) {
  const app = useApp();
  const { source } = app;
  const s = useShown();
  const [asked, again] = useAsk(() => source.place(id, s.known, s.view), [id, s.known, s.view, source]);
  return (
    <div class="screen">
      <button type="button" class="back" onClick={() => visit("places")}><span aria-hidden="true">‹ </span>{t("places.title")}</button>
      <Await asked={asked} again={again}>
        {(made) => (
          <>
            <h1><bdi>{placeName(app, made.name)}</bdi></h1>
            <p class="actions"><a class="button" href={hrefOf(s, { screen: "map", id: "", at: [made.lat, made.lon, 10.5], event: "", find: {} })}>{t("place.onMap")}</a></p>
            <section><h2>{t("place.runs")}</h2><Strip made={made} /><Holders made={made} whole={s.view === "all"} /></section>
            <section>
              <h2>{t("place.evidence")}</h2>
              {made.evidence.length === 0 && <p class="soft">{t("place.noEvidence")}</p>}
              <ol class="plain evidence">
                {[...made.evidence].sort((a, b) => (b.day ?? b.published ?? "").localeCompare(a.day ?? a.published ?? "")).map((e) => (
                  <li key={e.claim} class="card">
                    <p class="soft">{when({ from: e.from, to: e.day, said: e.published })} · {named("type", e.type)}{t("list.comma")}{named("status", e.status)} {e.side && <SideChip side={e.side} />} · <bdi>{e.source}</bdi></p>
                    <blockquote dir="auto">{e.sentence}</blockquote>
                    {e.event && <a class="more" href={eventHref(e.event)}>{t("place.openEvent")}</a>}
                  </li>
                ))}
              </ol>
            </section>
          </>
        )}
      </Await>
    </div>
  );
}
