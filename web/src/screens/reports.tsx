// Reports: found by their words, narrowed by facets with counts; one report with every claim marked in its text.

import { useEffect, useMemo, useRef } from "preact/hooks";
import type { Claim, Facet, Mark, ReportDetail, ReportList, ReportRow } from "../data/shapes";
import { placeName, useApp, useAsk } from "../parts/app";
import { Await, Empty, Grade } from "../parts/bits";
import { HowRead, Lean, pieces } from "../parts/claim";
import { eventHref } from "../parts/event";
import { go, hrefOf, useShown, visit, type State } from "../state";
import { told } from "../texts/phrases";
import { day, named, t, type Key } from "../texts";

const PAGE = 50;
const FACETS = ["source", "type", "month", "language"] as const;

function facetName(facet: (typeof FACETS)[number], value: string): string {
  if (facet === "type") return named("type", value);
  if (facet === "month") return day(`${value.slice(0, 7)}-01`, "month");
  if (facet === "language") {
    try {
      return new Intl.DisplayNames([document.documentElement.lang], { type: "language" }).of(value) ?? value;
    } catch {
      return value;
    }
  }
  return value;
}

function Facets({ facets, find }: { facets: Record<string, Facet[]>; find: Record<string, string> }) {
  return (
    <nav class="facets" aria-label={t("tool.filter")}>
      {FACETS.map((facet) => {
        const values = facets[facet] ?? [];
        const on = find[facet];
        if (values.length < 2 && !on) return null;
        return (
          <details key={facet} open={innerWidth > 820 || Boolean(on)}>
            <summary>{t(`facet.${facet}` as Key)}</summary>
            <ul class="plain">
              {values.slice(0, 14).map(([value, n]) => (
                <li key={value}>
                  <button type="button" class={`facet ${on === value ? "on" : ""}`} aria-pressed={on === value} onClick={() => go({ find: { ...find, [facet]: on === value ? "" : value, offset: "" } })}>
                    <bdi>{facetName(facet, value)}</bdi><span>{n}</span>
                  </button>
                </li>
              ))}
            </ul>
          </details>
        );
      })}
    </nav>
  );
}

/** A cut text without the word that it ends within. */
export function wholeWords(text: string): string {
  return /[\s.!?؟…]$/.test(text) ? text.trimEnd() : text.replace(/\s+\S*$/, "");
}

function Snippet({ row }: { row: ReportRow }) {
  if (!row.snippet?.text) return null;
  const text = wholeWords(row.snippet.text);
  const marks = row.snippet.marks.filter(([, b]) => b <= text.length).map(([a, b]): Mark => [a, b, "found"]);
  return <p class="snippet" dir="auto">{pieces(text.length, marks).map((p) => (p.kind ? <mark class="found">{text.slice(p.from, p.to)}</mark> : text.slice(p.from, p.to)))}…</p>;
}

export function reportHref(s: State, id: string, claim = ""): string {
  return hrefOf(s, { screen: "reports", id, event: "", find: claim ? { claim } : {} });
}

export function Reports() {
  const s = useShown();
  const { source } = useApp();
  const { find } = s;
  const offset = Number(find["offset"] ?? 0) || 0;
  const query = { words: find["q"] ?? "", source: find["source"] ?? "", language: find["language"] ?? "", type: find["type"] ?? "", month: find["month"] ?? "", offset };
  const [asked, again] = useAsk<ReportList>((signal) => source.reports(query, signal), [JSON.stringify(query), source]);
  if (s.id) return <Report id={s.id} key={s.id} />;
  return (
    <div class="screen">
      <h1>{t("screen.reports")}</h1>
      <input type="search" class="big-search" placeholder={t("reports.search")} aria-label={t("reports.search")} value={find["q"] ?? ""} dir={find["q"] ? "auto" : undefined} onInput={(e) => go({ find: { ...find, q: e.currentTarget.value, offset: "" } })} />
      <Await asked={asked} again={again}>
        {(list) => (
          <div class="with-side">
            <Facets facets={list.facets} find={find} />
            <div>
              <p class="soft" role="status">{t("reports.count", { n: list.total })}</p>
              <ol class="cards">
                {list.items.map((row) => (
                  <li class="card" key={row.id}>
                    <a class="card-title" href={reportHref(s, row.id)} dir="auto">{row.heading}</a>
                    <p class="soft"><bdi>{row.source || t("holder.unknown")}</bdi> <Grade grade={row.grade} /> · {day(row.published)} · {t("reports.claims", { n: row.claims })}</p>
                    <Snippet row={row} />
                  </li>
                ))}
              </ol>
              {list.total === 0 && (source.meta.counts.reports ? <Empty title={t("reports.empty")} hint={t("reports.emptyHint")}><button type="button" onClick={() => go({ find: {} })}>{t("list.clear")}</button></Empty> : <Empty title={t("reports.emptyStore")} hint={t("reports.emptyStoreHint")} />)}
              {list.total > PAGE && (
                <p class="pages">
                  <button type="button" disabled={offset === 0} onClick={() => go({ find: { ...find, offset: String(Math.max(0, offset - PAGE)) } })}>{t("reports.previous")}</button>
                  <span>{t("reports.range", { from: offset + 1, to: Math.min(offset + PAGE, list.total), n: list.total })}</span>
                  <button type="button" disabled={offset + PAGE >= list.total} onClick={() => go({ find: { ...find, offset: String(offset + PAGE) } })}>{t("reports.next")}</button>
                </p>
              )}
            </div>
          </div>
        )}
      </Await>
    </div>
  );
}

interface Chunk {
  from: number;
  to: number;
  claims: Claim[];
  trigger: boolean;
  part: string;
}

/** The text cut wherever a claim's sentence, a trigger or a part begins or ends. */
export function chunks(report: ReportDetail, start: number, text: string): Chunk[] {
  const end = start + text.length;
  const cuts = new Set<number>([start, end]);
  const add = (a: number, b: number): void => {
    for (const n of [a, b]) if (n > start && n < end) cuts.add(n);
  };
  const triggers = report.claims.flatMap((c) => c.marks.filter(([, , kind]) => kind === "trigger"));
  for (const c of report.claims) add(...c.quote);
  for (const [a, b] of triggers) add(a, b);
  for (const [a, b] of report.parts) add(a, b);
  const sorted = [...cuts].sort((a, b) => a - b);
  return sorted.slice(0, -1).map((from, n) => {
    const to = sorted[n + 1] as number;
    return {
      from, to, claims: report.claims.filter((c) => c.quote[0] <= from && c.quote[1] >= to), trigger: triggers.some(([a, b]) => a <= from && b >= to),
      part: report.parts.find(([a, b]) => a <= from && b >= to)?.[2] ?? "body",
    };
  });
}

function Text({ report, chosen, choose }: { report: ReportDetail; chosen: string; choose: (id: string) => void }) {
  const blocks = useMemo(() => report.texts.map(([start, text]) => {
    const made: { part: string; chunks: Chunk[] }[] = [];
    for (const chunk of chunks(report, start, text)) {
      const last = made.at(-1);
      if (last && last.part === chunk.part && chunk.part !== "list_item") last.chunks.push(chunk);
      else made.push({ part: chunk.part, chunks: [chunk] });
    }
    return { start, text, made };
  }), [report]);
  const seen = new Set<string>();
  return (
    <>
      {blocks.map(({ start, text, made }, n) => (
        <div class="text" dir="auto" key={start}>
          {n > 0 && <p class="gap" aria-hidden="true">[…]</p>}
          {made.map((block, m) => (
            <div class={`part ${block.part}`} key={m} title={block.part === "body" ? undefined : named("part", block.part)}>
              {block.chunks.map((c) => {
                const words = text.slice(c.from - start, c.to - start);
                if (!c.claims.length) return <span key={c.from}>{words}</span>;
                const first = c.claims.find((claim) => !seen.has(claim.id));
                if (first) seen.add(first.id);
                const on = c.claims.some((claim) => claim.id === chosen);
                return <mark key={c.from} {...(first ? { id: `in-text-${first.id}` } : {})} class={`said ${c.trigger ? "trigger" : ""} ${on ? "on" : ""}`} onClick={() => choose(c.claims[0]?.id ?? "")}>{words}</mark>;
              })}
            </div>
          ))}
        </div>
      ))}
    </>
  );
}

/** Where a report was published: a link where it is of the web, else only its words. */
export function Original({ url }: { url: string }) {
  const words = <bdi class="address">{url}</bdi>;
  return /^https?:\/\//i.test(url) ? <a href={url} target="_blank" rel="noopener noreferrer">{words}</a> : words;
}

function ReportBody({ report }: { report: ReportDetail }) {
  const app = useApp();
  const s = useShown();
  const side = useRef<HTMLElement>(null);
  const chosen = s.find["claim"] ?? "";
  const choose = (id: string): void => go({ find: { ...s.find, claim: id } });
  useEffect(() => {
    if (!chosen) return;
    document.getElementById(`in-text-${chosen}`)?.scrollIntoView({ block: "center" });
    side.current?.querySelector(".on")?.scrollIntoView({ block: "nearest" });
  }, [chosen, report.id]);
  const whole = report.texts.length === 1 && report.texts[0]?.[0] === 0;
  const lean = report.claims[0]?.lean ?? [];
  return (
    <div class="reader">
      <article class="paper">
        <h1 dir="auto">{report.heading}</h1>
        <p class="soft">
          <a href={hrefOf(s, { screen: "sources", id: report.source, find: {} })}><bdi>{report.source || t("holder.unknown")}</bdi></a> <Grade grade={report.grade} /> · {day(report.published)}
          {report.basis && ` (${t("report.basis", { basis: told(report.basis) })})`}
        </p>
        <Lean leans={lean} />
        {report.url && <p class="soft">{t("report.original")}: <Original url={report.url} /></p>}
        {!whole && report.texts.length > 0 && <p class="soft">{t("report.partial")}</p>}
        <Text report={report} chosen={chosen} choose={choose} />
      </article>
      <aside ref={side} aria-label={t("report.claims")} tabIndex={0}>
        <h2>{t("report.claims")} <span class="soft">{report.claims.length}</span></h2>
        {report.claims.length === 0 && <p class="soft">{t("report.noClaims")}</p>}
        <ol class="plain">
          {[...report.claims].sort((a, b) => a.quote[0] - b.quote[0]).map((c) => (
            <li key={c.id} class={`claim-row ${c.id === chosen ? "on" : ""}`}>
              <button type="button" aria-pressed={c.id === chosen} onClick={() => choose(c.id === chosen ? "" : c.id)}>
                <strong>{named("type", c.type)}{c.place && <>: <bdi>{placeName(app, c.place.name ?? c.place.text)}</bdi></>}</strong>
                <span class="soft">{named("status", c.status)}</span>
              </button>
              {c.id === chosen && <><HowRead claim={c} />{c.event && <a class="more" href={eventHref(c.event)}>{t("place.openEvent")}</a>}</>}
            </li>
          ))}
        </ol>
      </aside>
    </div>
  );
}

export function Report({ id }: { id: string }) {
  const { source } = useApp();
  const [asked, again] = useAsk(() => source.report(id), [id, source]);
  return (
    <div class="screen">
      <button type="button" class="back" onClick={() => visit("reports")}><span aria-hidden="true">‹ </span>{t("screen.reports")}</button>
      <Await asked={asked} again={again}>{(report) => <ReportBody report={report} />}</Await>
    </div>
  );
}
