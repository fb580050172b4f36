// What is held, painted: one picture of all the ground in view, laid under the map's lines and names. Thousands of places cost a frame one
// picture then, not thousands of polygons; it moves with the map and is painted anew, sharp, when the map comes to rest.

import type { CustomLayerInterface, LngLat, Map as MapLibre } from "maplibre-gl";
import { contended, patterned } from "./images";

/** Corners in Mercator's plane, each coordinate from 0 to 1: x, y, x, y, … */
export type Outline = Float64Array;

/** The ground of one place and how it is painted; an empty colour paints nothing. */
export interface Patch {
  place: string;
  outline: Outline;
  colour: string;
  /** How opaque the colour is, and how opaque the pattern and the edge. */
  opacity: number;
  mark: number;
  /** The kind of the pattern over it. */
  pattern: string;
  /** The two sides that contend, in stripes. */
  two: readonly [string, string] | null;
  contested: number;
  /** The side that another layer gives it to, as a dashed border. */
  claimed: string;
}

const LARGEST = 4096;
/** Corners nearer to each other than this are one, in pixels; twice as far where the ground is small. */
const NEAR = 1;
const SMALL = 16;
/** Ground narrower than this has no edge drawn, which would hide it, in pixels. */
const NARROW = 10;
/** Room for the width of an edge, in pixels. */
const EDGE = 4;
const STEPS = 40;
/** How long the map rests before its ground is painted anew, in milliseconds. */
const REST = 60;

export function mercator(lon: number, lat: number): [number, number] {
  return [(180 + lon) / 360, 0.5 - Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360)) / (2 * Math.PI)];
}

/** Corners in degrees of longitude and latitude as corners in Mercator's plane. */
export function outline(corners: Float64Array): Outline {
  const made = new Float64Array(corners.length);
  for (let n = 0; n < corners.length; n += 2) [made[n], made[n + 1]] = mercator(corners[n] as number, corners[n + 1] as number);
  return made;
}

/** Whether a point lies within an outline. */
export function within(shape: Outline, x: number, y: number): boolean {
  let inside = false;
  for (let n = 0, before = shape.length - 2; n < shape.length; before = n, n += 2) {
    const [ax, ay, bx, by] = [shape[n] as number, shape[n + 1] as number, shape[before] as number, shape[before + 1] as number];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  }
  return inside;
}

/** Paths of one look, gathered to be drawn at once. */
class Looks {
  private readonly paths = new Map<string, Path2D>();

  of(colour: string, opacity: number): Path2D {
    const key = `${Math.round(STEPS * opacity)} ${colour}`;
    let path = this.paths.get(key);
    if (!path) this.paths.set(key, (path = new Path2D()));
    return path;
  }

  each(c: CanvasRenderingContext2D, how: (colour: string, path: Path2D) => void): void {
    for (const [key, path] of this.paths) {
      const gap = key.indexOf(" ");
      c.globalAlpha = Math.min(1, Number(key.slice(0, gap)) / STEPS);
      how(key.slice(gap + 1), path);
    }
    c.globalAlpha = 1;
  }
}

const VERTEX = "attribute vec2 at; uniform vec4 box; varying vec2 spot; void main() { spot = at; gl_Position = vec4(mix(box.xy, box.zw, at), 0.0, 1.0); }";
const FRAGMENT = "precision mediump float; uniform sampler2D picture; varying vec2 spot; void main() { gl_FragColor = texture2D(picture, spot); }";

type Gl = WebGLRenderingContext | WebGL2RenderingContext;

function program(gl: Gl): WebGLProgram {
  const made = gl.createProgram();
  for (const [kind, text] of [[gl.VERTEX_SHADER, VERTEX], [gl.FRAGMENT_SHADER, FRAGMENT]] as const) {
    const shader = gl.createShader(kind) as WebGLShader;
    gl.shaderSource(shader, text);
    gl.compileShader(shader);
    gl.attachShader(made, shader);
  }
  gl.linkProgram(made);
  return made;
}

/** One picture in a map's stack of layers, between two corners of the ground. */
class Picture implements CustomLayerInterface {
  readonly type = "custom";
  private map!: MapLibre;
  private ready: { program: WebGLProgram; corners: WebGLBuffer; texture: WebGLTexture } | null = null;
  private fresh = false;
  private lies: readonly [LngLat, LngLat] | null = null;

  constructor(readonly id: string, private readonly canvas: HTMLCanvasElement) {}

  /** Shows what is on the canvas from now on, between its north-western and its south-eastern corner; null shows nothing. */
  put(lies: readonly [LngLat, LngLat] | null): void {
    this.lies = lies;
    this.fresh = true;
    this.map.triggerRepaint();
  }

  onAdd(map: MapLibre, gl: Gl): void {
    this.map = map;
    const [corners, texture] = [gl.createBuffer(), gl.createTexture()];
    gl.bindBuffer(gl.ARRAY_BUFFER, corners);
    gl.bufferData(gl.ARRAY_BUFFER, new Float32Array([0, 0, 1, 0, 0, 1, 1, 1]), gl.STATIC_DRAW);
    gl.bindTexture(gl.TEXTURE_2D, texture);
    for (const side of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T]) gl.texParameteri(gl.TEXTURE_2D, side, gl.CLAMP_TO_EDGE);
    for (const size of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) gl.texParameteri(gl.TEXTURE_2D, size, gl.LINEAR);
    this.ready = { program: program(gl), corners, texture };
  }

  render(gl: Gl): void {
    if (!this.ready || !this.lies) return;
    gl.bindTexture(gl.TEXTURE_2D, this.ready.texture);
    if (this.fresh) {
      gl.pixelStorei(gl.UNPACK_PREMULTIPLY_ALPHA_WEBGL, true);
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, this.canvas);
      this.fresh = false;
    }
    // The map is neither tilted nor turned: two corners in the window say where all of it is.
    const { clientWidth, clientHeight } = this.map.getContainer();
    const [a, b] = [this.map.project(this.lies[0]), this.map.project(this.lies[1])];
    const across = (x: number): number => (2 * x) / clientWidth - 1;
    const up = (y: number): number => 1 - (2 * y) / clientHeight;
    gl.useProgram(this.ready.program);
    gl.uniform4f(gl.getUniformLocation(this.ready.program, "box"), across(a.x), up(a.y), across(b.x), up(b.y));
    gl.bindBuffer(gl.ARRAY_BUFFER, this.ready.corners);
    const at = gl.getAttribLocation(this.ready.program, "at");
    gl.enableVertexAttribArray(at);
    gl.vertexAttribPointer(at, 2, gl.FLOAT, false, 0, 0);
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
  }
}

export class Patches {
  private readonly c = document.createElement("canvas").getContext("2d") as CanvasRenderingContext2D;
  private readonly picture = new Picture("held", this.c.canvas);
  private listed: readonly Patch[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** Lies in a map under one of its layers from now on. */
  lie(map: MapLibre, under: string): void {
    map.once("style.load", () => map.addLayer(this.picture, under));
    const soon = (): void => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.listed.length && this.paint(map), REST);
    };
    map.on("moveend", soon);
    map.on("resize", soon);
    map.on("remove", () => clearTimeout(this.timer));
  }

  show(map: MapLibre, listed: readonly Patch[]): void {
    if (!listed.length && !this.listed.length) return;
    this.listed = listed;
    this.paint(map);
  }

  /** The place on whose ground a spot lies. */
  at(lon: number, lat: number): string | null {
    const [x, y] = mercator(lon, lat);
    return this.listed.find((p) => (p.colour || p.claimed) && within(p.outline, x, y))?.place ?? null;
  }

  private paint(map: MapLibre): void {
    clearTimeout(this.timer);
    const { clientWidth, clientHeight } = map.getContainer();
    if (!clientWidth || !clientHeight) return;
    const scale = Math.min(map.getPixelRatio(), LARGEST / Math.max(clientWidth, clientHeight));
    const [a, b] = [map.unproject([0, 0]), map.unproject([clientWidth, clientHeight])];
    const [left, top] = mercator(a.lng, a.lat);
    const across = (clientWidth * scale) / (mercator(b.lng, b.lat)[0] - left);
    const shapes = shapesOf(this.listed, left, top, across, scale);
    // No larger than what is in view of it: every pixel is paid for in every frame.
    let [west, north, east, south] = [clientWidth * scale, clientHeight * scale, 0, 0];
    for (const { points } of shapes) {
      for (let n = 0; n < points.length; n += 2) {
        west = Math.min(west, points[n] as number);
        east = Math.max(east, points[n] as number);
        north = Math.min(north, points[n + 1] as number);
        south = Math.max(south, points[n + 1] as number);
      }
    }
    west = Math.max(0, Math.floor(west - EDGE));
    north = Math.max(0, Math.floor(north - EDGE));
    east = Math.min(Math.round(clientWidth * scale), Math.ceil(east + EDGE));
    south = Math.min(Math.round(clientHeight * scale), Math.ceil(south + EDGE));
    if (east <= west || south <= north) {
      this.picture.put(null);
      return;
    }
    Object.assign(this.c.canvas, { width: east - west, height: south - north });
    this.c.translate(-west, -north);
    draw(this.c, shapes, [left * across, top * across], scale);
    this.picture.put([map.unproject([west / scale, north / scale]), map.unproject([east / scale, south / scale])]);
  }
}

/** A patch with its corners as they lie in the picture, in pixels. */
interface Shape {
  patch: Patch;
  points: number[];
  wide: number;
}

/** What is in view of patches; `left` and `top` are in Mercator's plane, `across` is how many pixels all of it is wide. */
function shapesOf(listed: readonly Patch[], left: number, top: number, across: number, scale: number): Shape[] {
  const made: Shape[] = [];
  for (const patch of listed) {
    const { outline: shape } = patch;
    let [low, high] = [Infinity, -Infinity];
    for (let n = 0; n < shape.length; n += 2) {
      const x = shape[n] as number;
      if (x < low) low = x;
      if (x > high) high = x;
    }
    const wide = (high - low) * across;
    const near = (wide < SMALL * scale ? 2 : 1) * NEAR * scale;
    const points: number[] = [];
    for (let n = 0; n < shape.length; n += 2) {
      const [x, y] = [((shape[n] as number) - left) * across, ((shape[n + 1] as number) - top) * across];
      const last = points.length;
      if (last && Math.abs(x - (points[last - 2] as number)) + Math.abs(y - (points[last - 1] as number)) < near) continue;
      points.push(x, y);
    }
    if (points.length >= 6) made.push({ patch, points, wide });
  }
  return made;
}

/** Paints shapes; `origin` is where the plane's corner lies, in pixels: patterns are fixed to the ground, not to the window. */
function draw(c: CanvasRenderingContext2D, shapes: readonly Shape[], origin: readonly [number, number], scale: number): void {
  const [solid, hatched, torn, edges, claimed] = [new Looks(), new Looks(), new Looks(), new Looks(), new Looks()];
  for (const { patch, points, wide } of shapes) {
    const into = (path: Path2D): void => {
      path.moveTo(points[0] as number, points[1] as number);
      for (let n = 2; n < points.length; n += 2) path.lineTo(points[n] as number, points[n + 1] as number);
      path.closePath();
    };
    if (patch.colour) {
      into(solid.of(patch.colour, patch.opacity));
      if (patch.pattern) into(hatched.of(`${patch.pattern}|${patch.colour}`, patch.mark));
      if (patch.two) into(torn.of(patch.two.join("|"), patch.contested));
      if (wide >= NARROW * scale) into(edges.of(patch.colour, 0.55 * patch.mark));
    }
    if (patch.claimed) into(claimed.of(patch.claimed, 1));
  }
  const filled = (style: (look: [string, string]) => CanvasPattern | string) => (look: string, path: Path2D): void => {
    const [one = "", other = ""] = look.split("|");
    c.fillStyle = style([one, other]);
    c.fill(path);
  };
  const laid = (made: HTMLCanvasElement): CanvasPattern | string => {
    const pattern = c.createPattern(made, "repeat");
    const wide = (made.width * scale) / 2;
    pattern?.setTransform(new DOMMatrix([scale / 2, 0, 0, scale / 2, -(origin[0] % wide), -(origin[1] % wide)]));
    return pattern ?? "transparent";
  };
  const lined = (wide: number) => (colour: string, path: Path2D): void => {
    c.strokeStyle = colour;
    c.lineWidth = wide * scale;
    c.stroke(path);
  };
  solid.each(c, filled(([colour]) => colour));
  hatched.each(c, filled(([kind, colour]) => laid(patterned(kind, colour))));
  torn.each(c, filled(([one, other]) => laid(contended(one, other))));
  c.lineJoin = "round";
  edges.each(c, lined(0.7));
  c.setLineDash([4.2 * scale, 3.1 * scale]);
  claimed.each(c, lined(2.6));
  c.setLineDash([]);
}
