// Small parts that many screens show.

import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { shapeOf, type Shape } from "../kinds";
import { symbolCanvas } from "../map/images";
import { inkOf } from "../map/view";
import { percent, t } from "../texts";
import { sideName, sideOf, useApp, type Asked } from "./app";

export function Symbol({ shape, status, size = 26, area = false }: { shape: Shape; status: string; size?: number; area?: boolean }) {
  const { dark } = useApp();
  const place = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const node = symbolCanvas(shape, status, inkOf(dark), size * 2, area);
    node.style.width = node.style.height = `${size}px`;
    place.current?.replaceChildren(node);
  }, [shape, status, size, dark, area]);
  return <span class="symbol" ref={place} aria-hidden="true" style={{ width: `${size}px`, height: `${size}px` }} />;
}

export function EventSymbol({ type, status }: { type: string; status: string }) {
  return <Symbol shape={shapeOf(type)} status={status} />;
}

export function Swatch({ side, contested }: { side: string | null; contested?: boolean }) {
  const app = useApp();
  const found = side ? sideOf(app, side) : undefined;
  const style = { "--side": found?.colour ?? "transparent" } as Record<string, string>;
  return <i class={`swatch ${contested ? "contested" : (found?.pattern ?? "none")}`} style={style} aria-hidden="true" />;
}

export function SideChip({ side, p }: { side: string; p?: number }) {
  const app = useApp();
  return (
    <span class="chip">
      <Swatch side={side} />
      <bdi>{sideName(app, side)}</bdi>
      {p !== undefined && <span class="soft">{percent(p)}</span>}
    </span>
  );
}

export function Empty({ title, hint, children }: { title: string; hint?: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <p class="empty-title">{title}</p>
      {hint && <p>{hint}</p>}
      {children}
    </div>
  );
}

/** What was asked for once it is there; before, that it is awaited; else what went wrong and what to do. */
export function Await<T>({ asked, again, children }: { asked: Asked<T>; again: () => void; children: (value: T) => ComponentChildren }) {
  if (asked.state === "failed") {
    if (asked.missing) return <div role="alert"><Empty title={t("app.missing")} hint={t("app.missingHint")} /></div>;
    return (
      <div role="alert">
        <Empty title={t("app.failed", { why: asked.why })} hint={asked.advice || t("app.failedHint")}>
          <button type="button" onClick={again}>{t("app.retry")}</button>
        </Empty>
      </div>
    );
  }
  if (asked.value === null) return <p class="waiting" role="status">{t("app.loading")}</p>;
  const ageing = asked.state === "waiting";
  return <div class={ageing ? "ageing" : ""} aria-busy={ageing}>{children(asked.value)}</div>;
}

export function NeedsServer() {
  return <Empty title={t("app.needsServer")} hint={t("app.needsServerHint")} />;
}

export function Grade({ grade }: { grade: string | null }) {
  return grade ? <abbr class="grade" title={t("claim.grade")}>{grade}</abbr> : null;
}

/** Bars with their numbers, longest first as given. */
export function Bars({ rows, label }: { rows: readonly (readonly [string, number])[]; label?: (name: string) => string }) {
  const most = Math.max(1, ...rows.map(([, n]) => n));
  return (
    <ul class="hbars">
      {rows.map(([name, n]) => (
        <li key={name}>
          <bdi class="hbar-name">{label ? label(name) : name}</bdi>
          <span class="hbar"><i style={{ inlineSize: `${(100 * n) / most}%` }} /></span>
          <span class="hbar-n">{n}</span>
        </li>
      ))}
    </ul>
  );
}

export function Row({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div class="row">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
