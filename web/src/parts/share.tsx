// Sharing a view: its address, a short permalink, code to embed it, an image, print, and a file for publication.

import { useState } from "preact/hooks";
import { FAMILIES } from "../kinds";
import { queryOf, state, written } from "../state";
import { days, named, t } from "../texts";
import { useApp } from "./app";
import { shownMap } from "./maphandle";
import { Menu } from "./menu";

function saved(name: string, url: string): void {
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
}

/** The other map of a comparison on its side of the border, with what each side shows. */
function compared(c: CanvasRenderingContext2D, map: HTMLCanvasElement, band: number, scale: number): void {
  const second = document.querySelector<HTMLElement>(".map.second");
  const other = second?.querySelector("canvas");
  const hidden = /inset\(0\S* ([\d.]+)%/.exec(second?.style.clipPath ?? "");
  if (!other || !hidden) return;
  const wide = map.width * (1 - Number(hidden[1]) / 100);
  c.drawImage(other, 0, 0, wide, map.height, 0, band, wide, map.height);
  c.fillStyle = "#1d2329";
  c.fillRect(wide - scale, band, 2 * scale, map.height);
  c.font = `600 ${13 * scale}px "Noto Sans", "Noto Sans Arabic", sans-serif`;
  c.textBaseline = "top";
  for (const [side, align, x] of [["left", "right", wide - 10 * scale], ["right", "left", wide + 10 * scale]] as const) {
    const name = document.querySelector(`.swipe-name.${side}`)?.textContent ?? "";
    c.textAlign = align;
    c.lineWidth = 4 * scale;
    c.strokeStyle = "#ffffff";
    c.strokeText(name, x, band + 10 * scale);
    c.fillText(name, x, band + 10 * scale);
  }
  c.textAlign = "left";
  c.textBaseline = "alphabetic";
}

/** The map as it stands, with its title, days and what the base map rests on, as a PNG. */
function picture(title: string, line: string): void {
  const view = shownMap();
  if (!view) return;
  const map = view.map.getCanvas();
  const scale = map.width / map.clientWidth;
  const band = 46 * scale;
  const made = document.createElement("canvas");
  made.width = map.width;
  made.height = map.height + band;
  const c = made.getContext("2d") as CanvasRenderingContext2D;
  c.fillStyle = "#ffffff";
  c.fillRect(0, 0, made.width, made.height);
  c.drawImage(map, 0, band);
  compared(c, map, band, scale);
  c.fillStyle = "#1d2329";
  c.font = `600 ${16 * scale}px "Noto Sans", "Noto Sans Arabic", sans-serif`;
  c.fillText(title, 12 * scale, 20 * scale);
  c.font = `${12 * scale}px "Noto Sans", "Noto Sans Arabic", sans-serif`;
  const notes = [...document.querySelectorAll(".map-notes p")].map((p) => p.textContent ?? "");
  c.fillText([line, ...notes, "Fogline", t("map.base")].join(" · "), 12 * scale, 38 * scale, made.width - 24 * scale);
  made.toBlob((blob) => {
    if (!blob) return;
    const url = URL.createObjectURL(blob);
    saved("fogline.png", url);
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  });
}

function Publish() {
  const { desk } = useApp();
  const [delay, setDelay] = useState("0");
  const [round, setRound] = useState("0");
  const [left, setLeft] = useState<string[]>([]);
  const [quotes, setQuotes] = useState(true);
  if (!desk) return null;
  const safety = { delay_days: delay === "0" ? "" : delay, round_km: round === "0" ? "" : round, leave_types: left.join(","), quotes: quotes ? "" : "0" };
  return (
    <details>
      <summary>{t("share.file")}</summary>
      <label class="field"><span>{t("share.delay")}</span><input type="number" min="0" max="3650" value={delay} onInput={(e) => setDelay(e.currentTarget.value)} /></label>
      <label class="field"><span>{t("share.round")}</span>
        <select value={round} onChange={(e) => setRound(e.currentTarget.value)}>{["0", "1", "5", "10", "25"].map((km) => <option key={km} value={km}>{km === "0" ? t("share.exact") : t("share.km", { n: Number(km) })}</option>)}</select>
      </label>
      <fieldset><legend>{t("share.leave")}</legend>
        {FAMILIES.map((f) => <label class="check" key={f.id}><input type="checkbox" onChange={(e) => setLeft(e.currentTarget.checked ? [...left, ...f.types] : left.filter((x) => !f.types.includes(x)))} />{named("family", f.id)}</label>)}
      </fieldset>
      <label class="check"><input type="checkbox" checked={quotes} onChange={(e) => setQuotes(e.currentTarget.checked)} />{t("share.quotes")}</label>
      <a class="button" href={desk.exportUrl(queryOf(state()), shownMap()?.box() ?? null, written({ ...state(), event: "" }).slice(0, 2000), safety)} download="fogline-map.html">{t("share.make")}</a>
    </details>
  );
}

export function Share() {
  const { source, desk } = useApp();
  const [short, setShort] = useState("");
  const [copied, tell] = useState(false);
  const [why, setWhy] = useState("");
  const s = state();
  const link = `${location.href.split("#")[0]}#${written(s)}`;
  const embed = source.meta.live ? `${location.origin}/embed#${written({ ...s, embed: false })}` : `${location.href.split("#")[0]}#${written({ ...s, embed: true })}`;
  const copy = async (text: string): Promise<void> => {
    await navigator.clipboard?.writeText(text).catch(() => undefined);
    tell(true);
  };
  return (
    <Menu label={t("tool.share")} name={t("tool.share")}>
      <h3>{t("share.title")}</h3>
      <label>{t("share.link")}<input readOnly dir="ltr" value={short || link} onFocus={(e) => e.currentTarget.select()} /></label>
      <p class="actions">
        <button type="button" onClick={() => void copy(short || link)}>{copied ? t("share.copied") : t("share.copy")}</button>
        {desk && <button type="button" onClick={() => void desk.permalink(written(s)).then(setShort, (e: Error) => setWhy(e.message))}>{t("share.short")}</button>}
      </p>
      {why && <p role="alert">{why}</p>}
      <label>{t("share.embed")}<textarea readOnly rows={3} dir="ltr" value={`<iframe src="${embed}" width="800" height="520" title="${source.meta.title.replaceAll('"', "&quot;")}"></iframe>`} onFocus={(e) => e.currentTarget.select()} /></label>
      <p class="actions">
        <button type="button" onClick={() => picture(source.meta.title, days(s.from ?? source.meta.first, s.to ?? source.meta.last))}>{t("share.image")}</button>
        <button type="button" onClick={() => print()}>{t("share.print")}</button>
      </p>
      {source.meta.can.export && <Publish />}
    </Menu>
  );
}
