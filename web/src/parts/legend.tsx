// The legend, which is also where layers are switched: control, its view, comparison, kinds and statuses of events.

import { FAMILIES, STATUSES, type Family } from "../kinds";
import type { Held } from "../data/shapes";
import { themed } from "../map/colours";
import { CONTESTED } from "../map/view";
import { go, useShown, type Compare, type Control } from "../state";
import { named, t, type Key } from "../texts";
import { sideName, sideOf, useApp } from "./app";
import { DateField } from "./datefield";
import { Swatch, Symbol } from "./bits";

const CONTROLS: [Control, Key][] = [["assessed", "map.assessed"], ["claimed", "map.claimed"], ["both", "map.both"], ["none", "map.none"]];
const COMPARES: [Compare, Key][] = [["none", "compare.none"], ["dates", "compare.dates"], ["views", "compare.views"], ["diff", "compare.diff"]];

export function viewName(view: string): string {
  return view === "all" ? t("map.assessed") : view === "claimed" ? t("map.claimed") : t("map.according", { source: view });
}

export function ViewChoice({ value, label, change }: { value: string; label: string; change: (view: string) => void }) {
  const { source } = useApp();
  return (
    <select aria-label={label} value={value} onChange={(e) => change(e.currentTarget.value)}>
      <option value="all">{t("map.assessed")}</option>
      <option value="claimed">{t("map.claimed")}</option>
      {source.meta.sources.map((name) => <option value={name} key={name}>{t("map.according", { source: name })}</option>)}
    </select>
  );
}

function toggled(list: readonly string[], values: readonly string[], all: readonly string[]): string[] {
  const on = new Set(list.length ? list : all);
  const has = values.every((v) => on.has(v));
  for (const v of values) if (has) on.delete(v);
  else on.add(v);
  return on.size === all.length ? [] : on.size ? [...on] : ["-"];
}

export function Layers() {
  const s = useShown();
  const { source } = useApp();
  return (
    <>
      <h3>{t("map.control")}</h3>
      <select aria-label={t("map.control")} value={s.control} onChange={(e) => go({ control: e.currentTarget.value as Control, view: "all" })}>
        {CONTROLS.map(([value, name]) => <option value={value} key={value}>{t(name)}</option>)}
      </select>
      {s.control !== "none" && source.meta.sources.length > 0 && <label>{t("map.toldBy")}<ViewChoice value={s.view} label={t("map.toldBy")} change={(view) => go({ view })} /></label>}
      <h3>{t("compare.title")}</h3>
      <select aria-label={t("compare.title")} value={s.compare} onChange={(e) => go({ compare: e.currentTarget.value as Compare, day2: s.day2 ?? source.meta.first })}>
        {COMPARES.map(([value, name]) => <option value={value} key={value}>{t(name)}</option>)}
      </select>
      {s.compare === "dates" && (
        <div class="labelled"><span>{t("compare.left")}</span><DateField label={t("compare.left")} min={source.meta.first} max={source.meta.last} value={s.day2} required change={(day2) => go({ day2 })} /></div>
      )}
      {(s.compare === "views" || s.compare === "diff") && <label>{t("compare.with")}<ViewChoice value={s.view2} label={t("compare.with")} change={(view2) => go({ view2 })} /></label>}
      <label class="check"><input type="checkbox" checked={!s.hidden.includes("events")} onChange={(e) => go({ hidden: e.currentTarget.checked ? s.hidden.filter((h) => h !== "events") : [...s.hidden, "events"] })} />{t("map.events")}</label>
      <label class="check"><input type="checkbox" checked={!s.hidden.includes("radius")} onChange={(e) => go({ hidden: e.currentTarget.checked ? s.hidden.filter((h) => h !== "radius") : [...s.hidden, "radius"] })} />{t("map.radius")}</label>
    </>
  );
}

/** The colour that a kind has in the bars of the timeline, where they stand for kinds. */
function BarKey({ family }: { family: Family }) {
  const { dark } = useApp();
  const s = useShown();
  return s.by === "type" ? <i class="bar-key" aria-hidden="true" title={t("map.barColour")} style={{ background: themed(family.colour, dark) }} /> : null;
}

export function Filters() {
  const s = useShown();
  const app = useApp();
  const { source } = app;
  const all = FAMILIES.flatMap((f) => f.types);
  return (
    <>
      <h3>{t("filter.side")}</h3>
      <select aria-label={t("filter.side")} value={s.side} onChange={(e) => go({ side: e.currentTarget.value })}>
        <option value="">{t("filter.allSides")}</option>
        {source.meta.sides.map((side) => <option value={side.id} key={side.id}>{sideName(app, side.id)}</option>)}
      </select>
      <h3>{t("filter.source")}</h3>
      <select aria-label={t("filter.source")} value={s.source} onChange={(e) => go({ source: e.currentTarget.value })}>
        <option value="">{t("filter.allSources")}</option>
        {source.meta.sources.map((name) => <option value={name} key={name}>{name}</option>)}
      </select>
      <h3>{t("map.kinds")}</h3>
      {FAMILIES.map((f) => (
        <label class="check" key={f.id}>
          <input type="checkbox" checked={!s.types.length || f.types.some((x) => s.types.includes(x))} onChange={() => go({ types: toggled(s.types, f.types, all) })} />
          <Symbol shape={f.shape} status="occurred" size={18} /><BarKey family={f} />{named("family", f.id)}
        </label>
      ))}
      <h3>{t("map.status")}</h3>
      {STATUSES.map((status) => (
        <label class="check" key={status}>
          <input type="checkbox" checked={!s.statuses.length || s.statuses.includes(status)} onChange={() => go({ statuses: toggled(s.statuses, [status], STATUSES) })} />
          <Symbol shape="diamond" status={status} size={18} />{named("status", status)}
        </label>
      ))}
      <button type="button" class="wide" onClick={() => go({ types: [], statuses: [], side: "", source: "", words: "" })}>{t("list.clear")}</button>
    </>
  );
}

/** The sides that the map draws: of holders, of who contends with them, and of latest claims, as far as the layer shows these. */
export function drawnSides(held: readonly Held[], control: Control): string[] {
  if (control === "none") return [];
  const drawn = held.flatMap((h) => [
    ...(control === "claimed" ? [] : [h.holder, h.contested >= CONTESTED && h.holder !== "unknown" ? h.second : null]),
    ...(control === "assessed" ? [] : [h.claimed]),
  ]);
  return [...new Set(drawn)].filter((side): side is string => side !== null && side !== "unknown");
}

/** What colours mean where only the differences of two views are drawn. */
function DifferenceKey({ sides }: { sides: readonly string[] }) {
  const app = useApp();
  return (
    <>
      <h3>{t("compare.key")}</h3>
      <ul>
        {app.source.meta.sides.filter((side) => sides.includes(side.id)).map((side) => <li key={side.id}><i class="swatch" style={{ "--side": sideOf(app, side.id)?.colour }} aria-hidden="true" /><bdi>{sideName(app, side.id)}</bdi></li>)}
        <li><Swatch side={null} contested />{t("compare.keyBoth")}</li>
        <li><i class="swatch silent" aria-hidden="true" />{t("compare.keyOne")}</li>
        <li><Swatch side={null} />{t("compare.keyNone")}</li>
      </ul>
    </>
  );
}

/** `drawn` are the sides whose colour the map shows. */
export function Legend({ drawn, open }: { drawn: readonly string[]; open: boolean }) {
  const s = useShown();
  const app = useApp();
  const { source } = app;
  const sides = source.meta.sides.filter((side) => drawn.includes(side.id));
  return (
    <details class="legend" open={open}>
      <summary>{t("map.legend")}</summary>
      <div>
        {s.compare === "diff" && <DifferenceKey sides={drawn} />}
        {s.compare !== "diff" && s.control !== "none" && sides.length > 0 && (
          <>
            <h3>{t("map.held")} <span class="soft">({t("map.fainter")})</span></h3>
            <ul>
              {sides.map((side) => <li key={side.id}><Swatch side={side.id} /><bdi>{sideName(app, side.id)}</bdi></li>)}
              <li><Swatch side={null} contested />{t("map.contested")}</li>
              {s.control === "both" && <li><i class="swatch claimed" aria-hidden="true" />{t("map.claimDiffers")}</li>}
              <li><i class="swatch stale" aria-hidden="true" />{t("map.stale")}</li>
              <li><Swatch side={null} />{t("map.unknown")}</li>
            </ul>
          </>
        )}
        <details>
          <summary>{t("map.events")}</summary>
          <ul>
            {FAMILIES.map((f) => <li key={f.id}><Symbol shape={f.shape} status="occurred" size={18} /><BarKey family={f} />{named("family", f.id)}</li>)}
            {STATUSES.map((status) => <li key={status}><Symbol shape="diamond" status={status} size={18} />{named("status", status)}</li>)}
            <li><Symbol shape="diamond" status="occurred" size={18} area />{t("map.area")}</li>
            <li><i class="count-mark" aria-hidden="true">7</i>{t("map.several")}</li>
          </ul>
        </details>
      </div>
    </details>
  );
}
