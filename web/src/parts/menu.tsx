// A button with a panel under it; Escape and a click elsewhere close it and give the focus back.

import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";

export function Menu({ label, name, badge, children }: { label: ComponentChildren; name: string; badge?: number; children: ComponentChildren }) {
  const [open, set] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  // Before the sheet is painted: who closes it at once must be heard.
  useLayoutEffect(() => {
    if (!open) return;
    const away = (e: PointerEvent): void => {
      if (!box.current?.contains(e.target as Node)) set(false);
    };
    const key = (e: KeyboardEvent): void => {
      // A calendar within closes first.
      if (e.key !== "Escape" || (e.target as Element).closest(".calendar-box")) return;
      e.stopPropagation();
      set(false);
      button.current?.focus();
    };
    document.addEventListener("pointerdown", away);
    document.addEventListener("keydown", key, true);
    return () => {
      document.removeEventListener("pointerdown", away);
      document.removeEventListener("keydown", key, true);
    };
  }, [open]);
  return (
    <div class="menu" ref={box}>
      <button type="button" ref={button} aria-expanded={open} aria-label={name} title={name} onClick={() => set(!open)}>{label}{badge ? <span class="badge">{badge}</span> : null}</button>
      {open && <div class="sheet" role="group" aria-label={name}>{children}</div>}
    </div>
  );
}
