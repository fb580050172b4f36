// Icons are drawn here, so that the map needs no image or glyph files: shape = kind of event, outline = status.

import type { Map as MapLibre } from "maplibre-gl";
import type { Shape } from "./kinds";

const SIZE = 44;

function canvas(size: number): CanvasRenderingContext2D {
  const node = document.createElement("canvas");
  node.width = size;
  node.height = size;
  return node.getContext("2d", { willReadFrequently: true }) as CanvasRenderingContext2D;
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

/** One event symbol: filled when it is said to have happened, hollow when expected or possible, struck when denied. */
export function drawSymbol(c: CanvasRenderingContext2D, shape: Shape, status: string, colour: string, halo: string): void {
  path(c, shape);
  c.lineJoin = "round";
  c.strokeStyle = halo;
  c.lineWidth = 5;
  c.stroke();
  if (status === "expected" || status === "hypothetical") {
    c.fillStyle = halo;
    c.fill("evenodd");
    c.setLineDash(status === "expected" ? [4, 2.5] : [1.5, 2.5]);
    c.strokeStyle = colour;
    c.lineWidth = 2.2;
    c.stroke();
    c.setLineDash([]);
  } else if (status === "denied") {
    c.fillStyle = halo;
    c.fill("evenodd");
    c.strokeStyle = colour;
    c.lineWidth = 1.8;
    c.stroke();
    c.beginPath();
    c.moveTo(-13, 13);
    c.lineTo(13, -13);
    c.lineWidth = 3;
    c.stroke();
  } else {
    c.fillStyle = colour;
    c.fill("evenodd");
    if (status === "ongoing") {
      c.beginPath();
      c.arc(0, 0, 17, 0, 2 * Math.PI);
      c.strokeStyle = colour;
      c.lineWidth = 1.8;
      c.stroke();
    }
  }
}

export function symbolCanvas(shape: Shape, status: string, colour: string, halo: string, size = SIZE): HTMLCanvasElement {
  const c = canvas(size);
  c.translate(size / 2, size / 2);
  c.scale(size / SIZE, size / SIZE);
  drawSymbol(c, shape, status, colour, halo);
  return c.canvas;
}

function counted(label: string, ink: string, paper: string): CanvasRenderingContext2D {
  const c = canvas(56);
  c.translate(28, 28);
  c.beginPath();
  c.arc(0, 0, 23, 0, 2 * Math.PI);
  c.fillStyle = paper;
  c.fill();
  c.lineWidth = 4;
  c.strokeStyle = ink;
  c.stroke();
  c.fillStyle = ink;
  c.font = "600 22px system-ui, sans-serif";
  c.textAlign = "center";
  c.textBaseline = "middle";
  c.fillText(label, 0, 1);
  return c;
}

function patterned(kind: string, colour: string): CanvasRenderingContext2D {
  const c = canvas(16);
  c.strokeStyle = colour;
  c.fillStyle = colour;
  c.lineWidth = 1.6;
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
  return c;
}

/** Draws whatever image the style asks for: `sym|shape|status`, `n|12`, `pat|kind|colour`. */
export function provideImages(map: MapLibre, theme: () => { ink: string; paper: string }): void {
  map.on("styleimagemissing", ({ id }: { id: string }) => {
    if (map.hasImage(id)) return;
    const [kind, a = "", b = ""] = id.split("|");
    const { ink, paper } = theme();
    let c: CanvasRenderingContext2D | null = null;
    if (kind === "sym") c = symbolCanvas(a as Shape, b, ink, paper).getContext("2d");
    else if (kind === "n") c = counted(a, ink, paper);
    else if (kind === "pat") c = patterned(a, b);
    if (!c) return;
    const { width, height } = c.canvas;
    map.addImage(id, c.getImageData(0, 0, width, height), { pixelRatio: 2 });
  });
}
