// Review: what matters most first, one item at a time, by keyboard; or many in a table.

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Claim, NewJudgement, QueueItem } from "../data/shapes";
import { placeName, useApp, useAsk } from "../parts/app";
import { Await, Empty, NeedsServer } from "../parts/bits";
import { ClaimCard } from "../parts/claim";
import { go, useShown } from "../state";
import { days, named, number, t, type Key } from "../texts";
import { Choices, Correct } from "./correct";
import { Geocode } from "./geocode";

const KINDS: [string, Key][] = [["", "review.kindAll"], ["claim", "review.kindClaim"], ["place", "review.kindPlace"], ["pair", "review.kindPair"]];
const KEYS: [string, Key][] = [
  ["J", "review.next"], ["K", "review.previous"], ["A", "review.right"], ["R", "review.wrong"], ["E", "review.edit"], ["M", "review.merge"], ["S", "review.split"],
  ["G", "review.geocode"], ["U", "review.unsure"], ["Z", "review.undo"], ["?", "review.help"],
];

/** How often the agreement is asked for again, in milliseconds. */
const LIVE_MS = 8000;

type Open = "" | "edit" | "place" | "help";

function claimsOf(item: QueueItem): string[] {
  return item.pair ? [item.claim.id, item.pair.id] : [item.claim.id];
}

/** What a key asks for on an item; null where it does not fit (a single claim cannot be merged). */
export function asked(key: string, item: QueueItem, reason: string): NewJudgement | null {
  const verdict = ({ a: item.pair ? "same" : "right", r: item.pair ? "different" : "wrong", u: "unsure", m: "same", s: "different" } as Record<string, string>)[key];
  if (!verdict || ((key === "m" || key === "s") && !item.pair)) return null;
  return { verdict, claims: claimsOf(item), reason, value: null };
}

function Agreement({ set, turn }: { set: string; turn: number }) {
  const { desk } = useApp();
  const [made, again] = useAsk(async () => (desk ? desk.agreement(set) : null), [set, turn, desk]);
  // Others answer too.
  useEffect(() => {
    const timer = setInterval(again, LIVE_MS);
    return () => clearInterval(timer);
  }, []);
  const value = made.value?.alpha["verdict"];
  return <output class="alpha" aria-live="polite">{made.value && typeof value === "number" ? t("review.alpha", { value: number(value), n: made.value.pairs }) : t("review.alphaNone")}</output>;
}

function Item({ item, at, all, open, setOpen, act, reason, setReason }: {
  item: QueueItem; at: number; all: string; open: Open; setOpen: (o: Open) => void; act: (made: NewJudgement) => void; reason: string; setReason: (r: string) => void;
}) {
  const app = useApp();
  const head = useRef<HTMLHeadingElement>(null);
  useEffect(() => head.current?.focus({ preventScroll: true }), [item.id]);
  const save = (value: Record<string, unknown>): void => act({ verdict: "corrected", claims: [item.claim.id], reason, value });
  return (
    <div class="review-item">
      <h2 tabIndex={-1} ref={head}>{item.pair ? t("review.pair") : <>{named("type", item.claim.type)}{item.claim.place && <>: <bdi>{placeName(app, item.claim.place.name ?? item.claim.place.text)}</bdi></>}</>} <span class="soft">{t("review.position", { n: at + 1, all })}</span></h2>
      <p class="soft">{t("review.why")}: {item.why.map(([word, weight]) => `${named("why", word)} (${number(weight)})`).join(t("list.comma"))}</p>
      {item.mine ? <p class="mine">{t("review.already", { verdict: named("verdict", item.mine.verdict) })}</p> : item.others > 0 && <p class="soft">{t("review.hidden")}</p>}
      <div class={item.pair ? "pair" : ""}>
        <ClaimCard claim={item.claim} open={open !== "place"} key={open === "place" ? "closed" : "open"} />
        {item.pair && open !== "place" && <ClaimCard claim={item.pair} open />}
      </div>
      {open === "edit" && <Correct claim={item.claim} save={save} cancel={() => setOpen("")} />}
      {open === "place" && <Geocode claim={item.claim} save={(value) => save({ place: value })} cancel={() => setOpen("")} />}
      <label class="field"><span>{t("review.reason")}</span><input value={reason} dir="auto" onInput={(e) => setReason(e.currentTarget.value)} /></label>
    </div>
  );
}

/** A claim as its correction says it should be. */
function corrected(claim: Claim, value: Record<string, unknown> | null): Claim {
  const fields = Object.entries(value ?? {}).filter(([name]) => ["type", "status", "certainty", "from", "to"].includes(name));
  return { ...claim, ...Object.fromEntries(fields) };
}

function Table({ items, act }: { items: QueueItem[]; act: (made: NewJudgement[]) => void }) {
  const app = useApp();
  const [on, set] = useState<ReadonlySet<string>>(new Set());
  const [to, setTo] = useState("");
  const toggle = (id: string): void => {
    const next = new Set(on);
    if (!next.delete(id)) next.add(id);
    set(next);
  };
  const bulk = (key: string): void => {
    act(items.filter((i) => on.has(i.id)).flatMap((i) => asked(key, i, "") ?? []));
    set(new Set());
  };
  const [field, value] = to.split(":") as [string, string];
  const correct = (): void => {
    act(items.filter((i) => on.has(i.id)).map((i) => ({ verdict: "corrected", claims: [i.claim.id], reason: "", value: { [field]: value } })));
    set(new Set());
    setTo("");
  };
  return (
    <>
      <p class="actions">
        <span>{t("review.selected", { n: on.size })}</span>
        {(["a", "r", "u"] as const).map((key) => <button type="button" key={key} disabled={on.size === 0} onClick={() => bulk(key)}>{t(({ a: "review.right", r: "review.wrong", u: "review.unsure" } as const)[key])}</button>)}
        <select aria-label={t("review.bulk")} value={to} onChange={(e) => setTo(e.currentTarget.value)}>
          <option value="">{t("review.bulk")}</option>
          <optgroup label={t("review.type")}><Choices field="type" before="type:" /></optgroup>
          <optgroup label={t("review.status")}><Choices field="status" before="status:" /></optgroup>
          <optgroup label={t("review.certainty")}><Choices field="certainty" before="certainty:" /></optgroup>
        </select>
        <button type="button" disabled={on.size === 0 || !to} onClick={correct}>{t("review.save")}</button>
      </p>
      <div class="scroll" tabIndex={0} role="region" aria-label={t("review.table")}>
        <table>
          <thead><tr>
            <td><input type="checkbox" aria-label={t("review.choose")} title={t("review.choose")} checked={items.length > 0 && on.size === items.length} onChange={(e) => set(new Set(e.currentTarget.checked ? items.map((i) => i.id) : []))} /></td>
            <th scope="col">{t("review.type")}</th><th scope="col">{t("review.place")}</th><th scope="col">{t("review.day")}</th><th scope="col">{t("sources.name")}</th><th scope="col">{t("review.sentence")}</th><th scope="col" class="n">{t("review.score")}</th><th scope="col">{t("review.verdict")}</th>
          </tr></thead>
          <tbody>
            {items.map((i) => (
              <tr key={i.id}>
                <td><input type="checkbox" aria-label={`${named("type", i.claim.type)} ${i.claim.place?.text ?? ""}`} checked={on.has(i.id)} onChange={() => toggle(i.id)} /></td>
                <th scope="row">{named("type", i.claim.type)}</th>
                <td><bdi>{placeName(app, i.claim.place?.name ?? i.claim.place?.text ?? "")}</bdi></td>
                <td class="nowrap">{i.claim.from ? days(i.claim.from, i.claim.to, "short") : <span class="soft">{t("event.notSaid")}</span>}</td>
                <td><bdi>{i.claim.source}</bdi></td>
                <td dir="auto" class="sentence">{i.claim.shown.slice(...i.claim.quote)}</td>
                <td class="n">{number(i.score)}</td>
                <td>{i.mine ? named("verdict", i.mine.verdict) : ""}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

export function Review() {
  const { desk, source } = useApp();
  const s = useShown();
  const [coder, setCoder] = useState(desk?.coder ?? "");
  const [at, setAt] = useState(0);
  const [open, setOpen] = useState<Open>("");
  const [reason, setReason] = useState("");
  const [said, say] = useState("");
  const [turn, setTurn] = useState(0);
  /** The ranks at which the pages turned so far begin. */
  const [starts, setStarts] = useState<readonly number[]>([0]);
  const skip = starts.at(-1) ?? 0;
  const kind = s.find["kind"] ?? "";
  const set = s.find["set"] ?? "";
  const table = s.find["as"] === "table";
  const [asking, again] = useAsk(async () => (desk && source.meta.can.judge ? desk.queue(kind, set, skip) : { items: [], total: 0, next: null }), [kind, set, coder, desk, skip]);
  const [sets, againSets] = useAsk(async () => (desk ? desk.sets() : []), [desk]);
  const [mine, setMine] = useState<Record<string, NewJudgement>>({});
  const items = asking.value?.items ?? [];
  const item = items[Math.min(at, items.length - 1)];
  useEffect(() => {
    setAt(0);
    setStarts([0]);
  }, [kind, set]);
  const page = asking.value;
  /** A coder judges within a coding set only. */
  const needsSet = !source.meta.can.review && set === "";
  const chosen = (sets.value ?? []).find((one) => one.id === set);
  const turnPage = (by: 1 | -1): void => {
    if (by > 0 ? !page || page.next === null : skip === 0) return;
    setStarts(by > 0 ? [...starts, page?.next ?? 0] : starts.slice(0, -1));
    setMine({});
    setAt(0);
  };
  const sending = useRef(false);
  const send = (made: NewJudgement[]): void => {
    if (!desk || !made.length || sending.current) return;
    sending.current = true;
    desk.judge(made.map((m) => ({ ...m, set: set || null }))).then(
      () => {
        say(t("review.saved", { verdict: named("verdict", made[0]?.verdict ?? "") }));
        setMine((old) => ({ ...old, ...Object.fromEntries(made.map((m) => [m.claims.join(), m])) }));
        setTurn((n) => n + 1);
        setReason("");
        setOpen("");
        if (made.length !== 1 || table) again();
        else if (at < items.length - 1) setAt(at + 1);
        else if (page && page.next !== null) turnPage(1);
        else again();
      },
      (error: Error) => say(error.message),
    ).finally(() => (sending.current = false));
  };
  const undo = (): void => void desk?.undo().then((back) => {
    const claim = items.find((i) => back?.claims.includes(i.claim.id))?.claim;
    const of = claim ? [named("type", claim.type), claim.place?.text].filter(Boolean).join(" · ") : "";
    say([t("review.undone", { verdict: named("verdict", back?.verdict ?? "") }), of].filter(Boolean).join(" – "));
    setMine({});
    setTurn((n) => n + 1);
    again();
  }, (error: Error) => say(error.message));
  const press = (key: string): void => {
    if (key === "j") at < items.length - 1 ? setAt(at + 1) : turnPage(1);
    else if (key === "k") at > 0 ? setAt(at - 1) : turnPage(-1);
    else if (key === "z") undo();
    else if (key === "?") setOpen(open === "help" ? "" : "help");
    else if (table || needsSet) return;
    else if (key === "e" || key === "g") setOpen(key === "e" ? "edit" : "place");
    else if (item) {
      const made = asked(key, item, reason);
      if (made) send([made]);
    }
    if (key === "j" || key === "k") setOpen("");
  };
  // Before the next key, not after the next picture: a key is for the item that is shown.
  useLayoutEffect(() => {
    const heard = (e: KeyboardEvent): void => {
      const target = e.target as HTMLElement;
      if (e.ctrlKey || e.metaKey || e.altKey || /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName)) return;
      const key = e.key.toLowerCase();
      if (!KEYS.some(([k]) => k.toLowerCase() === key)) return;
      e.preventDefault();
      press(key);
    };
    addEventListener("keydown", heard);
    return () => removeEventListener("keydown", heard);
  });
  if (!desk) return <div class="screen narrow"><h1>{t("review.title")}</h1><NeedsServer /></div>;
  if (!source.meta.can.review && !source.meta.can.judge) return <div class="screen narrow"><h1>{t("review.title")}</h1><Empty title={t("app.notAllowed")} /></div>;
  const answer = item && !item.mine ? mine[claimsOf(item).join()] : undefined;
  const shown = item && answer ? { ...item, claim: corrected(item.claim, answer.value), mine: { id: "", verdict: answer.verdict, claims: [], author: coder, moment: "", reason: "", value: null, withdrawn: false } } : item;
  return (
    <div class="screen">
      <h1>{t("review.title")}</h1>
      <div class="review-bar">
        {!source.meta.accounts && <label class="field"><span>{t("review.coder")}</span><input value={coder} title={t("review.coderHint")} onChange={(e) => { desk.coder = e.currentTarget.value.trim(); localStorage.setItem("fogline-coder", desk.coder); setCoder(desk.coder); }} /></label>}
        <label class="field"><span>{t("review.kind")}</span><select value={kind} onChange={(e) => go({ find: { ...s.find, kind: e.currentTarget.value } })}>{KINDS.map(([value, name]) => <option value={value} key={value}>{t(name)}</option>)}</select></label>
        <label class="field"><span>{t("review.twoCoder")}</span>
          <select value={set} onChange={(e) => go({ find: { ...s.find, set: e.currentTarget.value } })}>
            <option value="">{t("review.noSet")}</option>
            {(sets.value ?? []).map((one) => <option value={one.id} key={one.id}>{one.name}{one.closed ? ` (${t("review.closed")})` : ""}</option>)}
          </select>
        </label>
        {source.meta.can.review && <button type="button" onClick={() => void desk.openSet(`${t("review.set")} ${(sets.value?.length ?? 0) + 1}`, 50).then((id) => { againSets(); go({ find: { ...s.find, set: id } }); }, (e: Error) => say(e.message))}>{t("review.newSet")}</button>}
        {source.meta.can.review && chosen && !chosen.closed && <button type="button" onClick={() => void desk.closeSet(set).then(() => { againSets(); say(t("review.setClosed")); }, (e: Error) => say(e.message))}>{t("review.closeSet")}</button>}
        <Agreement set={set} turn={turn} />
        <button type="button" aria-pressed={table} onClick={() => go({ find: { ...s.find, as: table ? "" : "table" } })}>{t(table ? "review.single" : "review.table")}</button>
        {source.meta.can.review && <a class="button" href="#screen=audit">{t("screen.audit")}</a>}
      </div>
      <p role="status" class="said">{said}</p>
      <Await asked={asking} again={again}>
        {() => needsSet ? <Empty title={t("review.needsSet")} hint={t("review.needsSetHint")} /> : items.length === 0 || !shown ? <Empty title={t("review.done")} hint={t("review.doneHint")} /> : table ? <><Table items={items} act={send} /><p class="actions"><button type="button" disabled={skip === 0} onClick={() => turnPage(-1)}>{t("review.earlier")}</button><button type="button" disabled={page?.next === null} onClick={() => turnPage(1)}>{t("review.more")}</button></p></> : (
          <>
            <div class="review-keys" role="toolbar" aria-label={t("review.help")}>
              {KEYS.map(([key, name]) => {
                const off = (key === "M" || key === "S") && !item?.pair;
                return <button type="button" key={key} disabled={off} onClick={() => press(key.toLowerCase())} aria-keyshortcuts={key}><kbd>{key}</kbd> {t(name)}</button>;
              })}
            </div>
            {open === "help" && <ul class="help">{KEYS.map(([key, name]) => <li key={key}><kbd>{key}</kbd> {t(name)}</li>)}</ul>}
            <Item item={shown} at={skip + Math.min(at, items.length - 1)} all={number(page?.total ?? items.length)} open={open} setOpen={setOpen} act={(made) => send([made])} reason={reason} setReason={setReason} />
          </>
        )}
      </Await>
    </div>
  );
}
