// The page's own measure: how long what a reader waits for takes, and whether input was ever held up. Read by
// evals/page.py and kept small: numbers only, no text of reports.

interface Measures {
  /** Milliseconds by name: first-map, brush-shown, … */
  times: Record<string, number[]>;
  /** The longest time an input waited, and how many waited more than 100 ms. */
  longest: number;
  late: number;
}

const made: Measures = { times: {}, longest: 0, late: 0 };
const begun = new Map<string, number>();

export function begin(name: string): void {
  begun.set(name, performance.now());
  performance.mark(`fogline:${name}`);
}

export function end(name: string): void {
  const start = name === "first-map" ? 0 : begun.get(name);
  if (start === undefined) return;
  begun.delete(name);
  const took = performance.now() - start;
  (made.times[name] ??= []).push(took);
  performance.measure(`fogline:${name}`, { start, end: start + took });
}

/** Watches for inputs that wait: the delay from the event to its handler, as the browser reports it. */
export function watchInput(): void {
  const note = (wait: number): void => {
    made.longest = Math.max(made.longest, wait);
    if (wait > 100) made.late += 1;
  };
  const seen = (event: Event): void => note(performance.now() - event.timeStamp);
  for (const kind of ["pointermove", "pointerdown", "keydown", "wheel"]) addEventListener(kind, seen, { capture: true, passive: true });
  Object.assign(window, { foglineMeasures: () => made, foglineReset: () => Object.assign(made, { times: {}, longest: 0, late: 0 }) });
}
