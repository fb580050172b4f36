// The audit log: who did what and why, each entry chained to the one before.

import { useState } from "preact/hooks";
import { useApp, useAsk } from "../parts/app";
import { Await, Empty, NeedsServer } from "../parts/bits";
import { moment, named, t } from "../texts";

export function Audit() {
  const { desk } = useApp();
  const [asked, again] = useAsk(async () => (desk ? desk.audit(0) : { items: [], total: 0 }), [desk]);
  const [said, say] = useState("");
  if (!desk) return <div class="screen narrow"><h1>{t("audit.title")}</h1><NeedsServer /></div>;
  const verify = (): void => void desk.verify().then(
    (made) => say(made.good ? t("audit.good", { n: made.entries, head: (made.head ?? "").slice(0, 16) }) : t("audit.bad", { problems: made.problems.join("; ") })),
    (e: Error) => say(e.message),
  );
  return (
    <div class="screen">
      <h1>{t("audit.title")}</h1>
      <p class="actions"><button type="button" onClick={verify}>{t("audit.verify")}</button> <output role="status">{said}</output></p>
      <Await asked={asked} again={again}>
        {({ items }) => items.length === 0 ? <Empty title={t("audit.empty")} /> : (
          <div class="scroll" tabIndex={0} role="region" aria-label={t("audit.title")}>
            <table>
              <thead><tr><th scope="col" class="n">#</th><th scope="col">{t("audit.moment")}</th><th scope="col">{t("audit.author")}</th><th scope="col">{t("audit.action")}</th><th scope="col">{t("audit.subject")}</th><th scope="col">{t("audit.reason")}</th></tr></thead>
              <tbody>
                {items.map((r) => (
                  <tr key={r.seq}><td class="n">{r.seq}</td><td class="nowrap">{moment(r.moment)}</td><td><bdi>{r.author === "command line" ? t("audit.commandLine") : r.author}</bdi></td><td>{named("act", r.action.replaceAll(" ", "_"))}{r.verdicts.length > 0 && `: ${r.verdicts.map((v) => named("verdict", v)).join(t("list.comma"))}`}</td><td>{/^\d+ reports?$/.test(r.subject) ? t("reports.count", { n: parseInt(r.subject, 10) }) : <code>{r.subject}</code>}</td><td><bdi>{r.reason}</bdi></td></tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Await>
    </div>
  );
}
