// A day to type or to choose: written as the page's language writes it, whatever the browser's own language is.

import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { addDays, clampDay, isoDay, monthAfter, weekOf } from "../data/days";
import { day, t, weekdays } from "../texts";
import { readDay } from "../texts/written";

interface Range {
  min?: string | null;
  max?: string | null;
}

const inside = (iso: string, { min, max }: Range): boolean => (!min || iso >= min) && (!max || iso <= max);

function Calendar({ value, min, max, choose, close }: Range & { value: string | null; choose: (iso: string) => void; close: () => void }) {
  const held = (iso: string): string => clampDay(iso, min ?? "0001-01-01", max ?? "9999-12-31");
  const [at, move] = useState(held(value ?? max ?? isoDay(Math.floor(Date.now() / 86_400_000))));
  const table = useRef<HTMLTableElement>(null);
  const box = useRef<HTMLDivElement>(null);
  // Focus follows the keys within the table, into another month too; the buttons over it keep theirs.
  const follow = useRef<string | null>(at);
  useEffect(() => {
    if (follow.current === at) table.current?.querySelector<HTMLElement>(`[data-day="${at}"]`)?.focus();
  }, [at]);
  useEffect(() => {
    const away = (e: Event): void => {
      if (!box.current?.parentElement?.contains(e.target as Node)) close();
    };
    document.addEventListener("pointerdown", away);
    document.addEventListener("focusin", away);
    return () => {
      document.removeEventListener("pointerdown", away);
      document.removeEventListener("focusin", away);
    };
  }, []);
  // Kept within the window, whichever side of the field has the room.
  useLayoutEffect(() => {
    const node = box.current;
    if (!node) return;
    const { left, right } = node.getBoundingClientRect();
    const by = right > innerWidth - 6 ? innerWidth - 6 - right : left < 6 ? 6 - left : 0;
    if (by) node.style.transform = `translateX(${by}px)`;
    node.scrollIntoView({ block: "nearest" });
  }, []);
  const forward = document.dir === "rtl" ? -1 : 1;
  const key = (e: KeyboardEvent): void => {
    if (e.key === "Escape") {
      e.preventDefault();
      e.stopPropagation();
      close();
      return;
    }
    if (!(e.target as HTMLElement).dataset["day"]) return;
    const week = weekOf(at);
    const to: Record<string, string> = {
      ArrowLeft: addDays(at, -forward), ArrowRight: addDays(at, forward), ArrowUp: addDays(at, -7), ArrowDown: addDays(at, 7),
      PageUp: monthAfter(at, e.shiftKey ? -12 : -1), PageDown: monthAfter(at, e.shiftKey ? 12 : 1), Home: week[0] as string, End: week[6] as string,
    };
    const next = to[e.key];
    e.stopPropagation();
    if (!next) return;
    e.preventDefault();
    follow.current = held(next);
    move(held(next));
  };
  const first = `${at.slice(0, 7)}-01`;
  const weeks = Array.from({ length: 6 }, (_, n) => weekOf(addDays(first, 7 * n))).filter((week) => week.some((d) => d.slice(0, 7) === at.slice(0, 7)));
  const turn = (by: number, label: string, name: "date.yearBefore" | "date.monthBefore" | "date.monthAfter" | "date.yearAfter") => {
    const month = monthAfter(at, by).slice(0, 7);
    const off = (min && month < min.slice(0, 7)) || (max && month > max.slice(0, 7));
    return <button type="button" class="flip" aria-label={t(name)} title={t(name)} disabled={Boolean(off)} onClick={() => { follow.current = null; move(held(monthAfter(at, by))); }}>{label}</button>;
  };
  return (
    <div class="calendar-box" role="dialog" aria-label={t("date.choose")} ref={box} onKeyDown={key}>
      <div class="calendar-top">
        {turn(-12, "«", "date.yearBefore")}{turn(-1, "‹", "date.monthBefore")}
        <strong aria-live="polite">{day(first, "month")}</strong>
        {turn(1, "›", "date.monthAfter")}{turn(12, "»", "date.yearAfter")}
      </div>
      <table role="grid" ref={table} aria-label={day(first, "month")}>
        <thead><tr>{weekdays().map(([short, long]) => <th scope="col" key={long}><abbr title={long}>{short}</abbr></th>)}</tr></thead>
        <tbody>
          {weeks.map((week) => (
            <tr key={week[0]}>
              {week.map((d) => (
                <td key={d} role="gridcell" aria-selected={d === value}>
                  {d.slice(0, 7) === at.slice(0, 7) && <button type="button" data-day={d} tabIndex={d === at ? 0 : -1} aria-label={day(d)} disabled={!inside(d, { min: min ?? null, max: max ?? null })} class={d === value ? "on" : ""} onClick={() => choose(d)}>{Number(d.slice(8))}</button>}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** `label` is spoken where no label stands beside the field; an emptied field is no day (`null`). */
export function DateField({ value, change, min = null, max = null, label, empty, required = false }: Range & { value: string | null; change: (iso: string | null) => void; label?: string; empty?: string; required?: boolean }) {
  const [text, setText] = useState<string | null>(null);
  const [wrong, setWrong] = useState("");
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  const give = (iso: string | null): void => {
    setWrong("");
    if (iso !== value) change(iso);
  };
  /** Takes what was typed, if it is a day; `last` says that no more will be typed. */
  const take = (typed: string, last: boolean): void => {
    const said = typed.trim();
    if (!said) {
      if (last && required) setText(null);
      else if (!required) give(null);
      return;
    }
    const iso = readDay(said, last);
    if (iso && inside(iso, { min, max })) give(iso);
    else if (last) {
      setWrong(iso ? t("date.outside", { from: day(min, "short"), to: day(max, "short") }) : t("date.unread"));
      return;
    }
    if (last) setText(null);
  };
  const shown = text ?? (value ? day(value, "short") : "");
  const close = (): void => {
    setOpen(false);
    if (!document.activeElement || document.activeElement === document.body || document.activeElement.closest(".calendar-box")) button.current?.focus();
  };
  return (
    <span
      class="datefield"
      onKeyDown={(e) => {
        // The calendar takes the focus after it is drawn; until then the key is pressed on its button.
        if (e.key !== "Escape" || !open) return;
        e.preventDefault();
        e.stopPropagation();
        close();
      }}
    >
      <input
        type="text" inputMode="text" autoComplete="off" spellcheck={false} value={shown} placeholder={empty ?? t("date.empty")} {...(label ? { "aria-label": label } : {})}
        aria-invalid={wrong !== ""} aria-describedby={wrong ? id : undefined} title={t("date.form")}
        onInput={(e) => { setText(e.currentTarget.value); setWrong(""); take(e.currentTarget.value, false); }}
        onBlur={(e) => take(e.currentTarget.value, true)}
        onKeyDown={(e) => {
          if (e.key === "Enter") take(e.currentTarget.value, true);
          else if (e.key === "ArrowDown" && e.altKey) setOpen(true);
          else if (e.key === "Escape" && text !== null) { setText(null); setWrong(""); }
        }}
      />
      <button type="button" ref={button} aria-label={label ? `${label}: ${t("date.choose")}` : t("date.choose")} title={t("date.choose")} aria-haspopup="dialog" aria-expanded={open} onClick={() => setOpen(!open)}>
        <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true"><path d="M2.5 4h11v9.5h-11zM2.5 6.8h11M5.3 2v3M10.7 2v3" fill="none" stroke="currentColor" stroke-width="1.3" /></svg>
      </button>
      {open && <Calendar value={value} min={min} max={max} close={close} choose={(iso) => { setText(null); give(iso); setOpen(false); button.current?.focus(); }} />}
      {wrong && <span class="wrong" role="alert" id={id}>{wrong}</span>}
    </span>
  );
}
