// Sources: how each is graded and leans, what it tells alone, what is denied, whom it copies.

import { addDays, between, binStart } from "../data/days";
import type { SourceDetail, SourceRow } from "../data/shapes";
import { useApp, useAsk, sideName } from "../parts/app";
import { Await, Bars, Empty, Grade, Row } from "../parts/bits";
import { hrefOf, useShown, visit } from "../state";
import { day, days, named, number, signed, spoken, t, type Key } from "../texts";

/** A lean as a bar from the middle: against to the start, for to the end. */
function Leaning({ leans }: { leans: readonly [string, number][] }) {
  const app = useApp();
  if (!leans.length) return <span class="soft">{t("source.noLean")}</span>;
  return (
    <ul class="leans">
      {leans.map(([side, value]) => (
        <li key={side} title={`${sideName(app, side)} ${number(value)}`}>
          <bdi>{sideName(app, side)}</bdi>
          <span class="lean-bar"><i style={{ insetInlineStart: `${value < 0 ? 50 + 50 * value : 50}%`, inlineSize: `${50 * Math.abs(value)}%` }} class={value < 0 ? "against" : "for"} /></span>
          <span class="hbar-n">{signed(value)}</span>
        </li>
      ))}
    </ul>
  );
}

const COLUMNS: [Key, (r: SourceRow) => number, Key | null][] = [
  ["sources.reports", (r) => r.reports, null], ["sources.claims", (r) => r.claims, null], ["sources.alone", (r) => r.alone, "sources.aloneHint"],
  ["sources.denied", (r) => r.denied, "sources.deniedHint"], ["sources.copies", (r) => r.copies, null], ["sources.copiedBy", (r) => r.copiedBy, null],
];

/** The side that a source leans most towards, and the one most against. */
function shortLean(app: ReturnType<typeof useApp>, leans: readonly [string, number][]): string {
  const sorted = [...leans].sort((a, b) => b[1] - a[1]);
  const [most, least] = [sorted[0], sorted.at(-1)];
  return [most && most[1] > 0 ? `+ ${sideName(app, most[0])}` : "", least && least[1] < 0 ? `− ${sideName(app, least[0])}` : ""].filter(Boolean).join(t("list.comma"));
}

export function Sources() {
  const app = useApp();
  const s = useShown();
  const [asked, again] = useAsk(() => app.source.sources(), [app.source]);
  if (s.id) return <OneSource name={s.id} key={s.id} />;
  return (
    <div class="screen">
      <h1>{t("sources.title")}</h1>
      <Await asked={asked} again={again}>
        {(rows) => rows.length === 0 ? <Empty title={t("sources.empty")} hint={t("reports.emptyStoreHint")} /> : (
          <div class="scroll" tabIndex={0} role="region" aria-label={t("sources.title")}>
            <table>
              <thead><tr><th scope="col">{t("sources.name")}</th><th scope="col">{t("sources.grade")}</th><th scope="col">{t("sources.lean")}</th>{COLUMNS.map(([name, , hint]) => <th scope="col" class="n" key={name} title={hint ? t(hint) : undefined}>{t(name)}</th>)}<th scope="col">{t("sources.period")}</th></tr></thead>
              <tbody>
                {rows.map((r) => (
                  <tr key={r.name}>
                    <th scope="row" class="nowrap"><a href={hrefOf(s, { id: r.name, find: {} })}><bdi>{r.name || t("holder.unknown")}</bdi></a></th>
                    <td><Grade grade={r.grade} /></td>
                    <td class="nowrap">{shortLean(app, r.leans)}</td>
                    {COLUMNS.map(([name, of]) => <td class="n" key={name}>{number(of(r))}</td>)}
                    <td class="nowrap soft">{r.first ? days(r.first, r.last, "short") : ""}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Await>
    </div>
  );
}

const CELL = 13;

/** Days with reports as squares, a column a week. */
function Calendar({ made }: { made: SourceDetail }) {
  const { first, last } = made;
  if (!first || !last) return <p class="soft">{t("time.unknown")}</p>;
  const begin = binStart(first, "week");
  const weeks = Math.floor(between(begin, last) / 7) + 1;
  const count = new Map(made.calendar);
  const most = Math.max(1, ...count.values());
  const cells = Array.from({ length: between(begin, last) + 1 }, (_, n) => addDays(begin, n)).filter((d) => d >= first);
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={t("source.calendar")}>
      <svg class="calendar" width={weeks * CELL + 2} height={7 * CELL + 18} role="img" aria-label={t("source.calendarLabel", { n: made.calendar.length, first: day(first), last: day(last) })}>
        {cells.map((d) => {
          const n = count.get(d) ?? 0;
          const [week, row] = [Math.floor(between(begin, d) / 7), between(begin, d) % 7];
          return <rect key={d} x={week * CELL + 1} y={row * CELL + 16} width={CELL - 2} height={CELL - 2} rx={2} class={n ? "some" : "none"} opacity={n ? 0.35 + (0.65 * n) / most : 1}><title>{`${day(d)}: ${n}`}</title></rect>;
        })}
        {cells.filter((d) => d.endsWith("-01") && weeks < 160).map((d) => <text key={d} x={Math.floor(between(begin, d) / 7) * CELL + 1} y={11}>{day(d, "short").replace(/^\d+ /, "")}</text>)}
      </svg>
    </div>
  );
}

/** Whom a source copies from, and by whom it is copied, with how often. */
export function copying({ name, graph }: Pick<SourceDetail, "name" | "graph">): { from: [string, number][]; by: [string, number][] } {
  return {
    from: graph.filter(([copier]) => copier === name).map(([, original, n]) => [original, n]),
    by: graph.filter(([, original]) => original === name).map(([copier, , n]) => [copier, n]),
  };
}

function Copies({ made }: { made: SourceDetail }) {
  const s = useShown();
  if (!made.graph.length) return <p class="soft">{t("source.noCopies")}</p>;
  const { from, by } = copying(made);
  const rows = Math.max(from.length, by.length, 1);
  const most = Math.max(...made.graph.map(([, , n]) => n));
  const y = (n: number, all: number): number => 20 + ((n + 0.5) * 34 * rows) / all;
  const line = (x1: number, y1: number, x2: number, y2: number, n: number) => <path d={`M${x1},${y1} C${(x1 + x2) / 2},${y1} ${(x1 + x2) / 2},${y2} ${x2},${y2}`} style={{ strokeWidth: `${1 + (6 * n) / most}px` }} class="edge" />;
  const middle = 20 + 17 * rows;
  return (
    <>
      <svg class="graph" dir="ltr" viewBox={`0 0 640 ${34 * rows + 40}`} role="img" aria-label={t("source.graph")}>
        {from.map(([of, n], k) => <g key={of}>{line(180, y(k, from.length), 262, middle, n)}<text x="172" y={y(k, from.length) + 4} text-anchor="end">{of} ({n})</text></g>)}
        {by.map(([to, n], k) => <g key={to}>{line(378, middle, 460, y(k, by.length), n)}<text x="468" y={y(k, by.length) + 4}>{to} ({n})</text></g>)}
        <rect x="262" y={middle - 16} width="116" height="32" rx="8" class="node" /><text x="320" y={middle + 4} text-anchor="middle" class="strong">{made.name.length > 17 ? `${made.name.slice(0, 16)}…` : made.name}</text>
      </svg>
      <p class="soft">
        {from.length > 0 && <>{t("source.copiesFrom")}: {from.map(([of, n]) => <a class="inline" key={of} href={hrefOf(s, { id: of })}><bdi>{of}</bdi> ({n})</a>)} </>}
        {by.length > 0 && <>{t("source.copiedBy")}: {by.map(([to, n]) => <a class="inline" key={to} href={hrefOf(s, { id: to })}><bdi>{to}</bdi> ({n})</a>)}</>}
      </p>
    </>
  );
}

/** What kind of publisher it is and why it is graded so, in the page's language where its pack has that. */
function About({ made }: { made: SourceDetail }) {
  const own = made.reasons[spoken()] ?? (spoken() === "en" ? made.reason : "");
  return (
    <div class="soft">
      {made.kind && <p>{named("publisher", made.kind)}{own && ` · ${own}`}</p>}
      {!own && made.reason && <p lang="en" dir="ltr" class="foreign">{made.reason}</p>}
    </div>
  );
}

function OneSource({ name }: { name: string }) {
  const { source } = useApp();
  const s = useShown();
  const [asked, again] = useAsk(() => source.source(name), [name, source]);
  return (
    <div class="screen">
      <button type="button" class="back" onClick={() => visit("sources")}><span aria-hidden="true">‹ </span>{t("sources.title")}</button>
      <Await asked={asked} again={again}>
        {(made) => (
          <>
            <h1><bdi>{made.name}</bdi> <Grade grade={made.grade} /></h1>
            {(made.kind || made.reason) && <About made={made} />}
            <p class="actions">
              <a class="button" href={hrefOf(s, { screen: "map", id: "", view: made.name, control: "assessed", find: {} })}>{t("source.view")}</a>
              <a class="button" href={hrefOf(s, { screen: "reports", id: "", find: { source: made.name } })}>{t("source.reports")}</a>
            </p>
            <div class="columns">
              <section><h2>{t("sources.lean")}</h2><Leaning leans={made.leans} /></section>
              <section>
                <h2>{t("source.record")}</h2>
                <dl>{COLUMNS.map(([key, of, hint]) => <Row name={t(key)} key={key}>{number(of(made))}{hint && <span class="soft"> · {t(hint)}</span>}</Row>)}</dl>
              </section>
              <section><h2>{t("source.types")}</h2><Bars rows={made.types.slice(0, 10)} label={(x) => named("type", x)} /></section>
              <section class="wide-column"><h2>{t("source.calendar")}</h2><Calendar made={made} /></section>
              <section class="wide-column"><h2>{t("source.graph")}</h2><Copies made={made} /></section>
            </div>
          </>
        )}
      </Await>
    </div>
  );
}
