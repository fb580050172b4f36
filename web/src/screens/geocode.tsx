// Where is it? The candidates of a place name on a map, with why each was ranked so; or any other spot.

import { useEffect, useRef, useState } from "preact/hooks";
import type { Box, Candidate, Claim } from "../data/shapes";
import { MapView } from "../map/view";
import { placeName, useApp } from "../parts/app";
import { number, percent, signed, spoken, t } from "../texts";
import { kindOfPlace, told } from "../texts/phrases";

export function Geocode({ claim, save, cancel }: { claim: Claim; save: (value: Record<string, unknown>) => void; cancel: () => void }) {
  const app = useApp();
  const { source, base, dark } = app;
  const node = useRef<HTMLDivElement>(null);
  const whole = useRef<HTMLElement>(null);
  const view = useRef<MapView | null>(null);
  const [spot, setSpot] = useState<[number, number] | null>(null);
  const { place } = claim;
  const own: Candidate[] = place && place.lat !== null ? [{ ...(place.id ? { id: place.id } : {}), name: place.name ?? place.text, lat: place.lat, lon: place.lon, radius: place.radius, score: place.probability ?? 1 }] : [];
  const all = [...own, ...(place?.candidates ?? []).filter((c) => !own.some((o) => o.name === c.name && Math.abs((o.lat ?? 0) - (c.lat ?? 99)) < 0.01))].filter((c) => c.lat !== null && c.lon !== null);
  const show = (chosen: number): void => {
    const spots = all.map((c, n) => ({ lat: c.lat as number, lon: c.lon as number, radius: c.radius ?? 4, n }));
    view.current?.choose([...spots.filter((x) => x.n === chosen), ...spots.filter((x) => x.n !== chosen)], true);
  };
  useEffect(() => {
    whole.current?.scrollIntoView({ block: "center" });
    if (!node.current) return;
    const lons = all.map((c) => c.lon as number);
    const lats = all.map((c) => c.lat as number);
    const box: Box | null = all.length ? [Math.min(...lons) - 0.3, Math.min(...lats) - 0.3, Math.max(...lons) + 0.3, Math.max(...lats) + 0.3] : null;
    try {
      const made = new MapView(node.current, {
        base, dark, language: spoken(), at: null, box, sides: source.meta.sides, lines: source.meta.lines, labels: source.meta.labels,
        events: { pick: () => undefined, place: () => undefined, moved: () => undefined, spot: (lat, lon) => setSpot([lat, lon]) },
      });
      view.current = made;
      void made.ready.then(() => {
        made.showPoints(all.map((c) => ({ lon: c.lon as number, lat: c.lat as number, count: 1, type: "presence", status: "occurred", certainty: "stated", event: null, radius: c.radius ?? null, box: null, side: null, p: null })), false);
        show(0);
        made.map.once("idle", () => node.current?.setAttribute("data-drawn", "yes"));
      });
    } catch {
      // Without WebGL the list of candidates is enough.
    }
    return () => view.current?.remove();
  }, [claim.id]);
  return (
    <section class="geocode card" ref={whole}>
      <h3 tabIndex={-1}>{t("review.candidates", { name: place?.text ?? "" })}</h3>
      <div class="geocode-grid">
        <div class="map small-map" ref={node} />
        <ol class="plain">
          {all.map((c, n) => (
            <li key={`${c.name}${n}`} onMouseEnter={() => show(n)}>
              <strong><bdi>{placeName(app, c.name)}</bdi></strong> <span class="soft">{percent(Math.min(1, Math.max(0, c.score)))} · {number(c.lat as number)}, {number(c.lon as number)}{c.kind && ` · ${kindOfPlace(c.kind)}`}</span>
              {c.reasons && <p class="soft">{c.reasons.map(([f, w]) => `${told(f)} (${signed(w)})`).join(t("list.comma"))}</p>}
              {" "}<button type="button" onFocus={() => show(n)} onClick={() => save(c.id ? { id: c.id } : { lat: c.lat, lon: c.lon, name: c.name })}>{t("review.pick")}</button>
            </li>
          ))}
          <li>
            <p class="soft">{t("review.spot")}</p>
            {spot && <button type="button" class="main" onClick={() => save({ lat: Math.round(spot[0] * 1e4) / 1e4, lon: Math.round(spot[1] * 1e4) / 1e4, name: place?.text ?? "" })}>{t("review.takeSpot", { lat: spot[0].toFixed(4), lon: spot[1].toFixed(4) })}</button>}
          </li>
        </ol>
      </div>
      <p class="actions"><button type="button" onClick={cancel}>{t("review.cancel")}</button></p>
    </section>
  );
}
