// The list of what the map shows, kept in step with it: the same events, for eyes, hands and screen readers.

import { useEffect, useMemo, useState } from "preact/hooks";
import type { Box, EventRow } from "../data/shapes";
import { go, queryOf, useShown } from "../state";
import { named, t, when } from "../texts";
import { placeName, sideName, useApp, useAsk } from "./app";
import { Await, Empty, EventSymbol } from "./bits";
import { order } from "./event";

const STEP = 60;

export function EventItem({ event, onOpen }: { event: EventRow; onOpen: () => void }) {
  const app = useApp();
  const notes = [t("list.voices", { n: event.voices })];
  if (event.copies) notes.push(t("list.copies", { n: event.copies }));
  if (event.denied) notes.push(t("list.denied"));
  if (event.lat === null) notes.push(t("list.unlocatedOne"));
  return (
    <li>
      <button type="button" class={`item ${event.certainty}`} data-event={event.id} onClick={onOpen}>
        <EventSymbol type={event.type} status={event.status} />
        <span class="what">
          <strong>{named("type", event.type)}{event.name && <>: <bdi>{placeName(app, event.name)}</bdi></>}</strong>
          <span class="soft">{when(event, "short")} · {named("status", event.status)}{event.certainty === "hedged" && `, ${t("event.hedged")}`}</span>
          <span class="soft">{event.initiator[0] && <><bdi>{sideName(app, event.initiator[0])}</bdi> · </>}{notes.join(t("list.comma"))}</span>
        </span>
      </button>
    </li>
  );
}

export function EventList({ box, spot, clearSpot, unlocated }: { box: Box | null; spot: Box | null; clearSpot: () => void; unlocated: number }) {
  const { source } = useApp();
  const s = useShown();
  const [limit, more] = useState(STEP);
  const [everywhere, setEverywhere] = useState(false);
  const query = queryOf(s);
  const within = spot ?? (everywhere ? null : box);
  const key = JSON.stringify([query, within]);
  useEffect(() => more(STEP), [key]);
  const [asked, again] = useAsk(async (signal) => (box ? source.events(query, within, 0, limit, signal) : null), [key, limit, source]);
  const [whole] = useAsk(async (signal) => (await source.events(query, null, 0, 1, signal)).total, [JSON.stringify(query), source]);
  useEffect(() => {
    if (asked.state === "done" && asked.value) order.ids = asked.value.items.map((e) => e.id);
  }, [asked]);
  const filtered = s.types.length + s.statuses.length > 0 || s.side !== "" || s.source !== "" || s.words !== "";
  // The rows are made once for an answer, not again for each number about them that comes later.
  const found = asked.value;
  const rows = useMemo(() => found && <ol class="events">{found.items.map((e) => <EventItem event={e} key={e.id} onOpen={() => go({ event: e.id }, true)} />)}</ol>, [found]);
  const listed = ({ items, total: seen }: { items: EventRow[]; total: number }, total: number) => (
    <>
      {!spot && !everywhere && <p class="soft note">{t("list.inView", { n: Math.max(total, seen), shown: seen })}{unlocated > 0 && ` · ${t("list.unlocated", { n: unlocated })}`}</p>}
      {!spot && <label class="check"><input type="checkbox" checked={everywhere} onChange={(e) => setEverywhere(e.currentTarget.checked)} />{t("list.everywhere")}</label>}
      {rows}
      {items.length < seen && <button type="button" class="wide" onClick={() => more(limit + 2 * STEP)}>{t("list.more")}</button>}
      {seen === 0 && (total === 0 ? (
        <Empty title={t("list.empty")} hint={t("list.emptyHint")}>
          {filtered && <button type="button" onClick={() => go({ types: [], statuses: [], side: "", source: "", words: "" })}>{t("list.clear")}</button>}
        </Empty>
      ) : <Empty title={t("list.emptyView")} />)}
    </>
  );
  return (
    <div class="list">
      {spot && <button type="button" class="back" onClick={clearSpot}><span aria-hidden="true">‹ </span>{t("event.all")}</button>}
      <h2>{spot ? t("list.here") : t("list.events")}</h2>
      <Await asked={asked} again={again}>
        {(made) => made && listed(made, whole.value ?? made.total)}
      </Await>
    </div>
  );
}
