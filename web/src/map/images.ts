// Every image of the map is drawn here when it is first asked for: symbols, counts, hatching and names. Names are set by
// the browser's own text engine, so Arabic is shaped and runs from right to left, in fonts that come with the page.

import type { Map as MapLibre } from "maplibre-gl";
import type { Shape } from "../kinds";

const SIZE = 44;
export const FONT = '"Noto Sans", "Noto Sans Arabic", system-ui, sans-serif';

export interface Ink {
  ink: string;
  paper: string;
  soft: string;
  halo: string;
}

function canvas(width: number, height: number): CanvasRenderingContext2D {
  const node = document.createElement("canvas");
  node.width = width;
  node.height = height;
  return node.getContext("2d", { willReadFrequently: true }) as CanvasRenderingContext2D;
}

let shared: CanvasRenderingContext2D | null = null;

/** For images that the map takes a copy of: one canvas for all, empty again at a size. */
function scratch(width: number, height: number): CanvasRenderingContext2D {
  if (shared) Object.assign(shared.canvas, { width, height });
  return (shared ??= canvas(width, height));
}

function path(c: CanvasRenderingContext2D, shape: Shape): void {
  c.beginPath();
  const polygon = (points: [number, number][]): void => {
    points.forEach(([x, y], n) => (n ? c.lineTo(x, y) : c.moveTo(x, y)));
    c.closePath();
  };
  if (shape === "flag") polygon([[-7, -10], [10, -5], [-4, 0], [-4, 11], [-7, 11]]);
  else if (shape === "triangle") polygon([[0, -11], [11, 9], [-11, 9]]);
  else if (shape === "diamond") polygon([[0, -11], [10, 0], [0, 11], [-10, 0]]);
  else if (shape === "arrow") polygon([[-11, -4], [1, -4], [1, -10], [12, 0], [1, 10], [1, 4], [-11, 4]]);
  else if (shape === "bars") polygon([[-10, -8], [10, -8], [10, -2], [-10, -2], [-10, 2], [10, 2], [10, 8], [-10, 8], [-10, -8]]);
  else if (shape === "cross") polygon([[-11, -7], [-7, -11], [0, -4], [7, -11], [11, -7], [4, 0], [11, 7], [7, 11], [0, 4], [-7, 11], [-11, 7], [-4, 0]]);
  else if (shape === "burst") {
    const points: [number, number][] = [];
    for (let i = 0; i < 16; i++) {
      const r = i % 2 ? 5.5 : 12;
      points.push([r * Math.sin((i * Math.PI) / 8), -r * Math.cos((i * Math.PI) / 8)]);
    }
    polygon(points);
  } else if (shape === "person") {
    c.arc(0, -6, 5, 0, 2 * Math.PI);
    c.moveTo(10, 11);
    c.arc(0, 11, 10, 0, Math.PI, true);
    c.closePath();
  } else {
    c.arc(0, 0, 10, 0, 2 * Math.PI);
    c.moveTo(4.5, 0);
    c.arc(0, 0, 4.5, 0, 2 * Math.PI, true);
  }
}

/** One event symbol: filled, said to have happened; ringed, going on; hollow, expected or possible; struck, denied. */
export function drawSymbol(c: CanvasRenderingContext2D, shape: Shape, status: string, { ink, halo }: Ink, area: boolean): void {
  if (area) {
    c.beginPath();
    c.roundRect(-19, -19, 38, 38, 9);
    c.globalAlpha = 0.82;
    c.fillStyle = halo;
    c.fill();
    c.globalAlpha = 1;
    c.setLineDash([4, 3]);
    c.strokeStyle = ink;
    c.lineWidth = 1.8;
    c.stroke();
    c.setLineDash([]);
    c.scale(0.8, 0.8);
  }
  path(c, shape);
  c.lineJoin = "round";
  c.strokeStyle = halo;
  c.lineWidth = 5;
  c.stroke();
  if (status === "expected" || status === "hypothetical") {
    c.fillStyle = halo;
    c.fill("evenodd");
    c.setLineDash(status === "expected" ? [4, 2.5] : [1.5, 2.5]);
    c.strokeStyle = ink;
    c.lineWidth = 2.2;
    c.stroke();
    c.setLineDash([]);
  } else if (status === "denied") {
    c.fillStyle = halo;
    c.fill("evenodd");
    c.strokeStyle = ink;
    c.lineWidth = 1.8;
    c.stroke();
    c.beginPath();
    c.moveTo(-13, 13);
    c.lineTo(13, -13);
    c.lineWidth = 3;
    c.stroke();
  } else {
    c.fillStyle = ink;
    c.fill("evenodd");
    if (status === "ongoing") {
      c.beginPath();
      c.arc(0, 0, 17, 0, 2 * Math.PI);
      c.strokeStyle = ink;
      c.lineWidth = 1.8;
      c.stroke();
    }
  }
}

export function symbolCanvas(shape: Shape, status: string, ink: Ink, size = SIZE, area = false): HTMLCanvasElement {
  const c = canvas(size, size);
  c.translate(size / 2, size / 2);
  c.scale(size / SIZE, size / SIZE);
  drawSymbol(c, shape, status, ink, area);
  return c.canvas;
}

/** The plate that a count stands on; the digits are set by the map, so that counts never seen before need no image of their own. */
function plate(wide: number, { ink, paper }: Ink): CanvasRenderingContext2D {
  const c = scratch(wide, 56);
  c.beginPath();
  c.roundRect(5, 5, wide - 10, 46, 23);
  c.fillStyle = paper;
  c.fill();
  c.lineWidth = 4;
  c.strokeStyle = ink;
  c.stroke();
  return c;
}

function strokes(c: CanvasRenderingContext2D, kind: string): void {
  const line = (a: number, b: number, x: number, y: number): void => {
    c.beginPath();
    c.moveTo(a, b);
    c.lineTo(x, y);
    c.stroke();
  };
  if (kind === "dots") {
    for (const [x, y] of [[4, 4], [12, 12]] as const) {
      c.beginPath();
      c.arc(x, y, 1.7, 0, 2 * Math.PI);
      c.fill();
    }
  } else if (kind === "lines") for (const y of [4, 12]) line(0, y, 16, y);
  else {
    for (const d of [-16, -8, 0, 8]) line(d, 16, d + 16, 0);
    if (kind === "cross") for (const d of [-16, -8, 0, 8]) line(d, 0, d + 16, 16);
  }
}

/** Hatching of a side, twice as large as it is laid. */
export function patterned(kind: string, colour: string): HTMLCanvasElement {
  const c = canvas(16, 16);
  c.strokeStyle = colour;
  c.fillStyle = colour;
  c.lineWidth = 1.6;
  strokes(c, kind);
  return c.canvas;
}

/** Broad stripes of the two sides that contend for a place, twice as large as they are laid. */
export function contended(one: string, other: string): HTMLCanvasElement {
  const c = canvas(24, 24);
  c.lineWidth = 8.5;
  for (const [n, d] of [-24, -12, 0, 12, 24].entries()) {
    c.strokeStyle = n % 2 ? one : other;
    c.beginPath();
    c.moveTo(d - 3, 27);
    c.lineTo(d + 27, -3);
    c.stroke();
  }
  return c.canvas;
}

const POINTS = [14, 13.5, 13, 12, 12, 11.5, 11, 11, 10.5];

/** A name with its dot; the second line is the same name in the other script. */
function lettered(rank: number, first: string, second: string, { ink, halo, soft }: Ink): CanvasRenderingContext2D {
  const size = 2 * (POINTS[rank] ?? 10.5);
  const font = rank === 0 ? `400 ${size}px ${FONT}` : `${rank <= 2 ? 600 : 400} ${size}px ${FONT}`;
  const small = `400 ${Math.round(size * 0.86)}px ${FONT}`;
  const probe = scratch(1, 1);
  probe.font = font;
  const one = probe.measureText(first).width;
  probe.font = small;
  const two = second ? probe.measureText(second).width : 0;
  const top = rank === 0 ? 4 : 16;
  const width = Math.ceil(Math.max(one, two) + 14);
  const height = Math.ceil(top + size * 1.25 + (second ? size * 1.15 : 0) + 6);
  const c = scratch(width, height);
  c.textAlign = "center";
  c.textBaseline = "alphabetic";
  c.lineJoin = "round";
  if (rank > 0) {
    c.beginPath();
    c.arc(width / 2, 8, rank <= 2 ? 5 : 3.6, 0, 2 * Math.PI);
    c.fillStyle = halo;
    c.fill();
    c.beginPath();
    c.arc(width / 2, 8, rank <= 2 ? 3.6 : 2.4, 0, 2 * Math.PI);
    c.fillStyle = ink;
    c.fill();
  }
  const put = (text: string, face: string, y: number, colour: string): void => {
    c.font = face;
    c.strokeStyle = halo;
    c.lineWidth = 5;
    c.strokeText(text, width / 2, y);
    c.fillStyle = colour;
    c.fillText(text, width / 2, y);
  };
  put(first, font, top + size, rank === 0 ? soft : ink);
  if (second) put(second, small, top + size * 2.15, rank === 0 ? soft : ink);
  return c;
}

/**
 * Draws whatever the style asks for: `sym|shape|status|spot`, `plate|56`, `label|rank|name|other`. Gives what draws one ahead of that: a
 * tile that has to ask waits for the answer, and costs a frame more.
 */
export function provideImages(map: MapLibre, ink: () => Ink): (id: string) => void {
  const provide = (id: string): void => {
    if (map.hasImage(id)) return;
    const [kind, a = "", b = "", d = ""] = id.split("|");
    let c: CanvasRenderingContext2D | null = null;
    if (kind === "sym") c = symbolCanvas(a as Shape, b, ink(), SIZE, d === "area").getContext("2d");
    else if (kind === "plate") c = plate(Number(a), ink());
    else if (kind === "label") c = lettered(Number(a), b, d, ink());
    if (!c) return;
    const { width, height } = c.canvas;
    map.addImage(id, c.getImageData(0, 0, width, height), { pixelRatio: 2 });
  };
  map.on("styleimagemissing", ({ id }: { id: string }) => provide(id));
  return provide;
}
