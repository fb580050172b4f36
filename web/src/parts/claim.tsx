// One claim: whose it is, its sentence with the words marked that it rests on, and how they were read. Text of reports
// only ever becomes text nodes.

import type { ComponentChildren } from "preact";
import type { Claim, Count, Mark, Place } from "../data/shapes";
import { hrefOf, state } from "../state";
import { day, days, isolated, moment, named, number, percent, signed, t, type Key } from "../texts";
import { told } from "../texts/phrases";
import { placeName, sideName, useApp } from "./app";
import { Grade, Row } from "./bits";

/** A text in pieces: inside or outside a range, marked or not. Marks that overlap an earlier one are left out. */
export function pieces(length: number, marks: readonly Mark[]): { from: number; to: number; kind: string | null }[] {
  const made: { from: number; to: number; kind: string | null }[] = [];
  let at = 0;
  for (const [a, b, kind] of [...marks].sort((x, y) => x[0] - y[0])) {
    if (a < at || a >= b || b > length) continue;
    if (a > at) made.push({ from: at, to: a, kind: null });
    made.push({ from: a, to: b, kind });
    at = b;
  }
  if (at < length) made.push({ from: at, to: length, kind: null });
  return made;
}

export function Marked({ text, quote, marks }: { text: string; quote: [number, number]; marks: readonly Mark[] }) {
  const [from, to] = quote;
  const nodes: ComponentChildren[] = [];
  for (const piece of pieces(text.length, marks)) {
    if (piece.kind !== null) {
      nodes.push(<mark class={piece.kind} title={named("mark", piece.kind)}>{text.slice(piece.from, piece.to)}</mark>);
      continue;
    }
    for (const [a, b, inside] of [[piece.from, Math.min(piece.to, from), false], [Math.max(piece.from, from), Math.min(piece.to, to), true], [Math.max(piece.from, to), piece.to, false]] as const) {
      if (a < b) nodes.push(<span class={inside ? "quote" : "around"}>{text.slice(a, b)}</span>);
    }
  }
  return <blockquote dir="auto">{nodes}</blockquote>;
}

export function figures(count: Count): string {
  const { low, best, high } = count;
  if (best !== null && (low ?? best) === best && (high ?? best) === best) return number(best);
  const known: [Key, number | null][] = [["event.low", low], ["event.best", best], ["event.high", high]];
  return known.flatMap(([key, n]) => (n === null ? [] : [t(key, { figure: number(n) })])).join(t("list.comma")) || "?";
}

function Where({ place }: { place: Place }) {
  const app = useApp();
  if (place.lat === null) return <>{t("claim.notLocated", { words: place.text, why: told(place.reason) || t("holder.unknown") })}</>;
  return (
    <>
      {t("claim.located", { words: place.text, name: placeName(app, place.name ?? place.text), km: place.radius ?? "?" })}
      {place.probability !== null && <span class="soft"> {percent(place.probability)}</span>}
    </>
  );
}

export function Lean({ leans }: { leans: readonly [string, number][] }) {
  const app = useApp();
  const strong = leans.filter(([, v]) => Math.abs(v) >= 0.4);
  const names = (list: typeof strong): string => list.map(([side]) => sideName(app, side)).join(t("list.comma"));
  const [towards, against] = [strong.filter(([, v]) => v > 0), strong.filter(([, v]) => v < 0)];
  if (!strong.length) return null;
  return (
    <p class="soft">
      {[towards.length ? t("claim.leans", { for: names(towards) }) : "", against.length ? t("claim.against", { against: names(against) }) : ""].filter(Boolean).join(" · ")}
    </p>
  );
}

function actors(list: Claim["initiator"], app: ReturnType<typeof useApp>): string {
  return list.map((a) => (a.side && sideName(app, a.side) !== a.text ? `${isolated(a.text)} (${isolated(sideName(app, a.side))})` : isolated(a.text))).join(t("list.comma"));
}

export function HowRead({ claim }: { claim: Claim }) {
  const app = useApp();
  const { place } = claim;
  const others = place?.candidates.filter((c) => c.name !== place.name).slice(0, 4) ?? [];
  return (
    <dl>
      <Row name={t("claim.claim")}>{[named("type", claim.type), named("status", claim.status), named("certainty", claim.certainty)].join(t("list.comma"))}</Row>
      {claim.attributed.length > 0 && <Row name={t("claim.according")}><bdi>{claim.attributed.join("; ")}</bdi></Row>}
      {claim.initiator.length > 0 && <Row name={t("event.by")}><bdi>{actors(claim.initiator, app)}</bdi></Row>}
      {claim.target.length > 0 && <Row name={t("event.against")}><bdi>{actors(claim.target, app)}</bdi></Row>}
      <Row name={t("claim.where")}>{place ? <Where place={place} /> : t("event.notSaid")}</Row>
      {others.length > 0 && <Row name={t("claim.orElse")}><bdi>{others.map((c) => `${isolated(placeName(app, c.name))} (${signed(c.score)})`).join(t("list.comma"))}</bdi></Row>}
      <Row name={t("claim.when")}>{claim.from ? days(claim.from, claim.to) : t("event.notSaid")} {claim.timeText && <bdi>{t("claim.fromWords", { words: claim.timeText })}</bdi>}</Row>
      {claim.timeBasis && <Row name={t("claim.basis")}>{told(claim.timeBasis)}</Row>}
      {claim.counts.length > 0 && <Row name={t("claim.numbers")}>{claim.counts.map((c) => <div>{named("count", c.what)}: <bdi>“{c.text}”</bdi> → {figures(c)}</div>)}</Row>}
      <Row name="">{claim.frame && claim.frame !== "model" ? t("claim.surePattern", { pattern: claim.frame.split("/").at(-1)?.replaceAll("_", " ") ?? "", p: percent(claim.confidence) }) : t("claim.sure", { p: percent(claim.confidence) })}</Row>
    </dl>
  );
}

/** `headed` says first what was read: the kind of claim, where and of what status, which elsewhere the event above says. */
export function ClaimCard({ claim, open = false, headed = false }: { claim: Claim; open?: boolean; headed?: boolean }) {
  const app = useApp();
  const where = claim.place && (claim.place.lat === null ? claim.place.text : placeName(app, claim.place.name ?? claim.place.text));
  return (
    <article class="claim" id={`claim-${claim.id}`}>
      {headed && <p class="claim-head"><strong>{named("type", claim.type)}: <bdi>{where ?? t("event.notSaid")}</bdi></strong> <span class="soft">{claim.place?.lat === null && `${t("list.unlocatedOne")} · `}{named("status", claim.status)}</span></p>}
      <header>
        <a class="source" href={hrefOf(state(), { screen: "sources", id: claim.source, event: "" })}><bdi>{claim.source || t("holder.unknown")}</bdi></a>
        <Grade grade={claim.grade} />
        <span class="soft">{claim.published ? t("claim.published", { day: day(claim.published) }) : t("claim.undated")}</span>
      </header>
      <Lean leans={claim.lean} />
      {claim.shown && <Marked text={claim.shown} quote={claim.quote} marks={claim.marks} />}
      {claim.judgements.filter((j) => !j.withdrawn).map((j) => (
        <p class="soft" key={j.id}>{t("claim.judged", { verdict: named("verdict", j.verdict), author: j.author, moment: moment(j.moment) })}{j.reason && `: ${j.reason}`}</p>
      ))}
      <details open={open}>
        <summary>{t("claim.how")}</summary>
        <HowRead claim={claim} />
      </details>
      {claim.reportId !== null && (
        <a class="more" href={hrefOf(state(), { screen: "reports", id: claim.reportId, event: "", find: { claim: claim.id } })}>{t("claim.openReport")}</a>
      )}
    </article>
  );
}
