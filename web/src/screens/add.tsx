// Adding reports: text, an address or files are read at once; nothing is stored until it is kept.

import { useEffect, useRef, useState } from "preact/hooks";
import type { Claim, Job, NewJudgement, ReportDetail } from "../data/shapes";
import { useApp } from "../parts/app";
import { Empty, NeedsServer } from "../parts/bits";
import { DateField } from "../parts/datefield";
import { ClaimCard } from "../parts/claim";
import { go, useShown } from "../state";
import { t, type Key } from "../texts";
import { told } from "../texts/phrases";
import { Correct } from "./correct";

const WAYS: [string, Key][] = [["", "add.paste"], ["url", "add.url"], ["files", "add.files"]];

/** The claim with its sentence cut out of the report, for a card. */
function cut(report: ReportDetail, claim: Claim): Claim {
  if (claim.shown) return claim;
  const text = report.texts[0]?.[1] ?? "";
  const [a, b] = claim.quote;
  const [from, to] = [Math.max(0, a - 160), Math.min(text.length, b + 160)];
  return { ...claim, shown: text.slice(from, to), quote: [a - from, b - from], marks: claim.marks.filter(([x, y]) => x >= from && y <= to).map(([x, y, k]) => [x - from, y - from, k]) };
}

/** What failed, with the name of its file where it does not say it itself. */
export function nameFirst(name: string, why: string): string {
  return name && !why.includes(name) ? t("add.failedInput", { document: name, reason: why }) : why;
}

function Found({ job, done }: { job: Job; done: (said: string) => void }) {
  const { desk } = useApp();
  const [made, set] = useState<Record<string, NewJudgement>>({});
  const [edit, setEdit] = useState("");
  const [why, setWhy] = useState("");
  const [busy, setBusy] = useState(false);
  const head = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    head.current?.focus({ preventScroll: true });
    head.current?.scrollIntoView({ block: "start" });
  }, []);
  const result = job.result;
  if (!desk || !result) return null;
  const claims = result.reports.flatMap((r) => r.claims.map((c) => cut(r, c)));
  const mark = (id: string, verdict: string, value: Record<string, unknown> | null = null): void => {
    set({ ...made, [id]: { verdict, claims: [id], reason: "", value } });
    setEdit("");
  };
  const keep = async (): Promise<void> => {
    setBusy(true);
    try {
      const end = await desk.follow(await desk.keep(result.draft, Object.values(made)), () => undefined);
      if (end.state === "failed") setWhy(end.error ?? end.message);
      else done(end.lost ? `${t("add.kept")} ${t("add.lost", { n: end.lost })}` : t("add.kept"));
    } catch (error) {
      setWhy(error instanceof Error ? error.message : String(error));
    }
    setBusy(false);
  };
  return (
    <section>
      <h2 tabIndex={-1} ref={head}>{claims.length ? t("add.found", { n: claims.length }) : t("add.nothing")}</h2>
      {result.failures.map((f) => <p role="alert" key={f.document}>{t("add.failedInput", { document: f.document, reason: f.reason })} {f.advice}</p>)}
      <p class="actions">
        <button type="button" class="main" disabled={busy || !result.reports.length} onClick={() => void keep()}>{t("add.keep")}</button>
        <button type="button" disabled={busy} onClick={() => void desk.discard(result.draft).then(() => done(t("add.discarded")), (e: Error) => setWhy(e.message))}>{t("add.discard")}</button>
      </p>
      {why && <p role="alert">{why}</p>}
      {claims.map((c) => (
        <div key={c.id} class={`found ${made[c.id]?.verdict ?? ""}`}>
          <ClaimCard claim={{ ...c, reportId: null }} headed />
          <p class="actions">
            <button type="button" aria-pressed={made[c.id]?.verdict === "right"} onClick={() => mark(c.id, "right")}>{t("add.right")}</button>
            <button type="button" aria-pressed={made[c.id]?.verdict === "wrong"} onClick={() => mark(c.id, "wrong")}>{t("add.wrong")}</button>
            <button type="button" aria-pressed={made[c.id]?.verdict === "corrected"} onClick={() => setEdit(edit === c.id ? "" : c.id)}>{t("review.edit")}</button>
          </p>
          {edit === c.id && <Correct claim={c} save={(value) => mark(c.id, "corrected", value)} cancel={() => setEdit("")} />}
        </div>
      ))}
    </section>
  );
}

export function Add() {
  const { desk, source } = useApp();
  const s = useShown();
  const way = s.find["way"] ?? "";
  const [text, setText] = useState("");
  const [heading, setHeading] = useState("");
  const [url, setUrl] = useState("");
  const [files, setFiles] = useState<File[]>([]);
  const [from, setFrom] = useState("");
  const [published, setPublished] = useState("");
  const [jobs, setJobs] = useState<Job[]>([]);
  const [said, say] = useState("");
  const [busy, setBusy] = useState(false);
  if (!desk) return <div class="screen narrow"><h1>{t("add.title")}</h1><NeedsServer /></div>;
  if (!source.meta.can.add) return <div class="screen narrow"><h1>{t("add.title")}</h1><Empty title={t("app.notAllowed")} /></div>;
  const note = (job: Job): void => setJobs((old) => [job, ...old.filter((j) => j.id !== job.id)]);
  const read = async (e: Event): Promise<void> => {
    e.preventDefault();
    const lacking: Key | null = way === "" ? (text.trim() ? null : "add.needText") : way === "url" ? (/^https?:\/\/\S+$/.test(url.trim()) ? null : "add.needUrl") : files.length ? null : "add.needFile";
    if (lacking) {
      say(t(lacking));
      return;
    }
    setBusy(true);
    say("");
    try {
      const about = { source: from.trim(), published };
      const inputs: [name: string, begin: () => Promise<Job>][] = way === "" ? [["", () => desk.draft({ text, title: heading.trim(), ...about })]]
        : way === "url" ? [["", () => desk.draft({ url: url.trim(), published })]] : files.map((f) => [f.name, () => desk.draftFile(f, about)]);
      const failed = await Promise.all(inputs.map(async ([name, begin]): Promise<string> => {
        try {
          const end = await desk.follow(await begin(), (now) => { note(now); say(t("add.reading", { message: told(now.message ?? "") })); });
          return end.state === "failed" ? nameFirst(name, end.error ?? end.message) : "";
        } catch (error) {
          return nameFirst(name, error instanceof Error ? `${error.message} ${"advice" in error ? String(error.advice) : ""}`.trim() : String(error));
        }
      }));
      say(failed.filter(Boolean).join("\n"));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div class="screen narrow">
      <h1>{t("add.title")}</h1>
      <div class="ways" role="group" aria-label={t("add.title")}>{WAYS.map(([value, name]) => <button type="button" key={value} aria-pressed={way === value} onClick={() => go({ find: { way: value } })}>{t(name)}</button>)}</div>
      <form class="add" onSubmit={(e) => void read(e)}>
        {way === "" && <><label>{t("add.text")}<textarea rows={9} dir="auto" value={text} onInput={(e) => setText(e.currentTarget.value)} /></label><label>{t("add.heading")}<input dir="auto" value={heading} onInput={(e) => setHeading(e.currentTarget.value)} /></label></>}
        {way === "url" && <label>{t("add.address")}<input type="url" dir="ltr" value={url} onInput={(e) => setUrl(e.currentTarget.value)} /></label>}
        {way === "files" && <label>{t("add.choose")}<input type="file" multiple onChange={(e) => setFiles([...(e.currentTarget.files ?? [])])} /></label>}
        {way !== "url" && <label>{t("add.source")}<input dir="auto" list="known-sources" value={from} onInput={(e) => setFrom(e.currentTarget.value)} /></label>}
        <datalist id="known-sources">{source.meta.sources.slice(0, 500).map((name) => <option value={name} key={name} />)}</datalist>
        <div class="labelled"><span>{t("add.published")}</span><DateField label={t("add.published")} value={published || null} change={(iso) => setPublished(iso ?? "")} /></div>
        <p class="actions"><button type="submit" class="main" disabled={busy}>{t("add.read")}</button></p>
      </form>
      <p role="status" class="said">{said}</p>
      {jobs.filter((j) => j.result).map((job) => <Found job={job} key={job.id} done={(words) => { say(words); setJobs((old) => old.filter((j) => j.id !== job.id)); setText(""); }} />)}
    </div>
  );
}
