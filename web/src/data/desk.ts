// What changes a store: judgements, new reports, permalinks; every call carries the server's token.

import { address, admitted, API, ApiError, claimOf, filter, get, reportOf, type OutsideReport } from "./remote";
import type { AuditRow, Box, Desk, Job, Judgement, Meta, NewJudgement, Query, QueueItem } from "./shapes";

interface OutsideItem extends Omit<QueueItem, "claim" | "pair"> {
  claim: Parameters<typeof claimOf>[0];
  pair: Parameters<typeof claimOf>[0] | null;
}

/** What reading a draft gives; of keeping one, only `lost`. */
interface OutsideJob extends Omit<Job, "result" | "lost"> {
  result: { draft?: string; reports?: OutsideReport[]; failures?: { document: string; reason: string; advice: string }[]; lost?: unknown[] } | null;
}

function jobOf(made: OutsideJob): Job {
  const of = made.result;
  const result = of?.draft !== undefined ? { draft: of.draft, reports: (of.reports ?? []).map(reportOf), failures: of.failures ?? [] } : null;
  return { ...made, result, lost: of?.lost?.length ?? 0 };
}

export class ServerDesk implements Desk {
  coder = "";

  constructor(private readonly meta: Meta) {
    this.coder = meta.user?.name ?? localStorage.getItem("fogline-coder") ?? "";
  }

  private headers(): Record<string, string> {
    const made: Record<string, string> = { "X-Fogline": this.meta.csrf };
    if (!this.meta.accounts && this.coder) made["X-Fogline-Coder"] = encodeURIComponent(this.coder);
    return made;
  }

  private async send<T>(path: string, body: unknown): Promise<T> {
    return admitted<T>(await fetch(`${API}${path}`, { method: "POST", headers: { ...this.headers(), "Content-Type": "application/json" }, body: JSON.stringify(body) }));
  }

  private async ask<T>(path: string, words: Parameters<typeof get>[1] = {}): Promise<T> {
    return admitted<T>(await fetch(address(path, words), { headers: this.headers() }));
  }

  async queue(kind: string, set: string, offset: number): Promise<{ items: QueueItem[]; total: number; next: number | null }> {
    const made = await this.ask<{ items: OutsideItem[]; total: number; next: number | null }>("/review/queue", { kind, set, offset, limit: 50, coder: this.coder });
    return { total: made.total, next: made.next, items: made.items.map((i) => ({ ...i, claim: claimOf(i.claim), pair: i.pair ? claimOf(i.pair) : null })) };
  }

  async judge(made: NewJudgement[]): Promise<Judgement[]> {
    return (await this.send<{ items: Judgement[] }>("/judgements", { judgements: made })).items;
  }

  async leave(): Promise<void> {
    await admitted(await fetch(`${API}/session`, { method: "DELETE", headers: this.headers() }));
  }

  async undo(): Promise<Judgement | null> {
    return this.send<Judgement | null>("/judgements/undo", {});
  }

  async closeSet(key: string): Promise<void> {
    await this.send(`/review/sets/${encodeURIComponent(key)}/close`, {});
  }

  async agreement(set: string): Promise<{ pairs: number; alpha: Record<string, number | null>; coders: string[] }> {
    return this.ask("/review/agreement", { set });
  }

  async sets(): Promise<{ id: string; name: string; closed: string | null }[]> {
    return this.ask("/review/sets");
  }

  async openSet(name: string, size: number): Promise<string> {
    return (await this.send<{ id: string }>("/review/sets", { name, size })).id;
  }

  async audit(offset: number): Promise<{ items: AuditRow[]; total: number }> {
    return this.ask("/audit", { offset, limit: 100 });
  }

  async verify(): Promise<{ good: boolean; entries: number; head: string; problems: string[] }> {
    return this.ask("/audit/verify");
  }

  async draft(made: { text?: string; url?: string; title?: string; source?: string; published?: string }): Promise<Job> {
    const given = Object.fromEntries(Object.entries(made).filter(([, v]) => v));
    return this.job(await this.send<{ job: string }>("/drafts", given));
  }

  async draftFile(file: File, about: { source: string; published: string }): Promise<Job> {
    const path = address("/drafts/file", { name: file.name, ...about });
    const answer = await fetch(path, { method: "POST", headers: { ...this.headers(), "Content-Type": "application/octet-stream" }, body: file });
    return this.job(await admitted<{ job: string }>(answer));
  }

  private async job({ job }: { job: string }): Promise<Job> {
    return jobOf(await this.ask<OutsideJob>(`/jobs/${job}`));
  }

  /** Follows a job by the server's own messages, and gives its end. */
  async follow(job: Job, told: (job: Job) => void): Promise<Job> {
    told(job);
    if (job.state !== "waiting" && job.state !== "running") return job;
    return new Promise((done) => {
      const stream = new EventSource(`${API}/jobs/${job.id}/events`);
      const heard = (event: MessageEvent<string>, last: boolean): void => {
        const now = jobOf(JSON.parse(event.data) as OutsideJob);
        told(now);
        if (!last) return;
        stream.close();
        done(now);
      };
      stream.addEventListener("progress", (e) => heard(e, false));
      stream.addEventListener("done", (e) => heard(e, true));
      stream.addEventListener("failed", (e) => heard(e, true));
    });
  }

  async keep(draft: string, judgements: NewJudgement[]): Promise<Job> {
    return this.job(await this.send<{ job: string }>(`/drafts/${draft}/keep`, { judgements }));
  }

  async discard(draft: string): Promise<void> {
    await this.send(`/drafts/${draft}/discard`, {});
  }

  /** A short permalink; of a server that only shows and keeps none, the whole address. */
  async permalink(state: string): Promise<string> {
    try {
      const { url } = await this.send<{ id: string; url: string }>("/views", { state });
      return new URL(url, location.origin).href;
    } catch (error) {
      if (error instanceof ApiError && error.status === 403) return `${location.href.split("#")[0]}#${state}`;
      throw error;
    }
  }

  exportUrl(query: Query, box: Box | null, opens: string, safety: Record<string, string>): string {
    return address("/export/map", { ...filter(query, box), ...safety, opens, title: this.meta.title.slice(0, 200) });
  }
}
