// Correcting a claim: only what is changed is saved.

import { useEffect, useRef, useState } from "preact/hooks";
import type { Claim } from "../data/shapes";
import { CERTAINTIES, STATUSES, TYPES } from "../kinds";
import { sideName, useApp } from "../parts/app";
import { DateField } from "../parts/datefield";
import { named, t } from "../texts";

const CHOICES = { type: TYPES, status: STATUSES, certainty: CERTAINTIES };

/** What a field of a claim can be, as options; their values with `before` in front. */
export function Choices({ field, before = "" }: { field: keyof typeof CHOICES; before?: string }) {
  return <>{CHOICES[field].map((x) => <option value={`${before}${x}`} key={x}>{named(field, x)}</option>)}</>;
}

export function Correct({ claim, save, cancel }: { claim: Claim; save: (value: Record<string, unknown>) => void; cancel: () => void }) {
  const app = useApp();
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    form.current?.scrollIntoView({ block: "nearest" });
    form.current?.querySelector("select")?.focus({ preventScroll: true });
  }, []);
  const { source } = app;
  const [type, setType] = useState(claim.type);
  const [status, setStatus] = useState(claim.status);
  const [certainty, setCertainty] = useState(claim.certainty);
  const [from, setFrom] = useState(claim.from ?? "");
  const [to, setTo] = useState(claim.to ?? "");
  const first = claim.initiator.find((a) => a.side)?.side ?? "";
  const against = claim.target.find((a) => a.side)?.side ?? "";
  const [by, setBy] = useState(first);
  const [target, setTarget] = useState(against);
  const [wrong, warn] = useState("");
  const submit = (e: Event): void => {
    e.preventDefault();
    if (from && to && to < from) {
      warn(t("review.backwards"));
      return;
    }
    const value: Record<string, unknown> = {};
    if (type !== claim.type) value["type"] = type;
    if (status !== claim.status) value["status"] = status;
    if (certainty !== claim.certainty) value["certainty"] = certainty;
    if (from !== (claim.from ?? "")) value["from"] = from || null;
    if (to !== (claim.to ?? "")) value["to"] = to || null;
    if (by !== first) value["initiator"] = by ? [by] : [];
    if (target !== against) value["target"] = target ? [target] : [];
    if (Object.keys(value).length) save(value);
    else cancel();
  };
  const sides = (
    <>
      <option value="">{t("event.notSaid")}</option>
      {source.meta.sides.map((side) => <option value={side.id} key={side.id}>{sideName(app, side.id)}</option>)}
    </>
  );
  return (
    <form class="correct card" ref={form} onSubmit={submit}>
      <h3>{t("review.edit")}</h3>
      <label class="field"><span>{t("review.type")}</span><select value={type} onChange={(e) => setType(e.currentTarget.value)}><Choices field="type" /></select></label>
      <label class="field"><span>{t("review.status")}</span><select value={status} onChange={(e) => setStatus(e.currentTarget.value)}><Choices field="status" /></select></label>
      <label class="field"><span>{t("review.certainty")}</span><select value={certainty} onChange={(e) => setCertainty(e.currentTarget.value)}><Choices field="certainty" /></select></label>
      <label class="field"><span>{t("event.by")}</span><select value={by} onChange={(e) => setBy(e.currentTarget.value)}>{sides}</select></label>
      <label class="field"><span>{t("event.against")}</span><select value={target} onChange={(e) => setTarget(e.currentTarget.value)}>{sides}</select></label>
      <span class="field"><span>{t("time.from")}</span><DateField label={t("time.from")} value={from || null} empty={t("event.notSaid")} change={(iso) => setFrom(iso ?? "")} /></span>
      <span class="field"><span>{t("time.to")}</span><DateField label={t("time.to")} value={to || null} empty={t("event.notSaid")} change={(iso) => setTo(iso ?? "")} /></span>
      {wrong && <p role="alert">{wrong}</p>}
      <p class="actions"><button type="submit" class="main">{t("review.save")}</button><button type="button" onClick={cancel}>{t("review.cancel")}</button></p>
    </form>
  );
}
