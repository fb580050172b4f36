// The timeline: events by day as bars, the interval as a band, the day under the hand.

import { FAMILIES } from "./kinds";

export interface TimelineEvents {
  change(day: number, back: number): void;
}

const COLOURS = ["#0072B2", "#56789a", "#D55E00", "#AA4499", "#882255", "#7d8790", "#117733", "#CC6677", "#999933"];

export class Timeline {
  private readonly canvas = document.createElement("canvas");
  private bars: number[][] = [];
  private day = 0;
  private back = -1;
  private from: number | null = null;

  constructor(
    node: HTMLElement,
    private readonly days: readonly string[],
    private readonly events: TimelineEvents,
  ) {
    this.canvas.className = "bars";
    this.canvas.setAttribute("aria-hidden", "true");
    node.append(this.canvas);
    this.canvas.addEventListener("pointerdown", (e) => {
      this.canvas.setPointerCapture(e.pointerId);
      this.from = this.at(e);
      this.events.change(this.from, this.back);
    });
    this.canvas.addEventListener("pointermove", (e) => {
      if (this.from === null) return;
      const to = this.at(e);
      if (to !== this.from) this.events.change(Math.max(this.from, to), Math.abs(to - this.from));
    });
    this.canvas.addEventListener("pointerup", () => (this.from = null));
    new ResizeObserver(() => this.draw()).observe(this.canvas);
  }

  private at(e: PointerEvent): number {
    const box = this.canvas.getBoundingClientRect();
    const share = (e.clientX - box.left) / box.width;
    return Math.max(0, Math.min(this.days.length - 1, Math.floor(share * this.days.length)));
  }

  show(bars: number[][], day: number, back: number): void {
    this.bars = bars;
    this.day = day;
    this.back = back;
    this.draw();
  }

  private draw(): void {
    const scale = window.devicePixelRatio || 1;
    const { clientWidth: w, clientHeight: h } = this.canvas;
    if (!w || !h) return;
    this.canvas.width = w * scale;
    this.canvas.height = h * scale;
    const c = this.canvas.getContext("2d") as CanvasRenderingContext2D;
    c.scale(scale, scale);
    const ink = getComputedStyle(this.canvas).color;
    const step = w / this.days.length;
    const most = Math.max(1, ...this.bars.map((b) => b.reduce((a, n) => a + n, 0)));
    const first = this.back < 0 ? 0 : Math.max(0, this.day - this.back);
    c.fillStyle = ink;
    c.globalAlpha = 0.08;
    c.fillRect(first * step, 0, (this.day - first + 1) * step, h - 14);
    this.bars.forEach((bar, n) => {
      c.globalAlpha = n >= first && n <= this.day ? 1 : 0.3;
      let y = h - 15;
      bar.forEach((count, family) => {
        const tall = ((h - 22) * count) / most;
        c.fillStyle = COLOURS[family % COLOURS.length] as string;
        c.fillRect(n * step + 0.15 * step, y - tall, Math.max(0.7 * step, 1), tall);
        y -= tall;
      });
    });
    c.globalAlpha = 0.75;
    c.fillStyle = ink;
    c.fillRect(0, h - 15, w, 1);
    c.font = "11px system-ui, sans-serif";
    let last = -99;
    this.days.forEach((iso, n) => {
      const x = n * step;
      if ((iso.endsWith("-01") || n === 0) && x - last > 76) {
        c.globalAlpha = 0.75;
        c.fillText(new Date(`${iso}T00:00:00Z`).toLocaleDateString("en-GB", { day: n === 0 ? "numeric" : undefined, month: "short", year: "numeric", timeZone: "UTC" }), x + 3, h - 3);
        last = x;
      }
    });
    c.globalAlpha = 1;
    c.fillRect((this.day + 0.5) * step - 1, 0, 2, h - 14);
  }
}

export const FAMILY_TYPES = FAMILIES.map(([, types]) => types);
