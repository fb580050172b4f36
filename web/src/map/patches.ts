// What is held, painted: one picture of all the ground in view, laid under the map's lines and names. Thousands of places cost a frame one
// picture then, not thousands of polygons; it moves with the map and is painted anew, sharp, when the map comes to rest.

import type { CustomLayerInterface, LngLat, Map as MapLibre } from "maplibre-gl";
import { mercator, within, type Outline } from "./ground";
import { contended, patterned } from "./images";

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

/** A round area on the ground: how far off an event may lie, or what is open in the drawer. */
export interface Area {
  outline: Outline;
  chosen: boolean;
}

/** How wide or high the picture is at most, in pixels. */
const LARGEST = 4096;
/** Corners nearer to each other than this are one, in pixels; twice as far where the ground is small. */
const NEAR = 1;
const SMALL = 16;
/** Ground narrower than this has no edge drawn, which would hide it, in pixels. */
const NARROW = 10;
/** Room for the width of an edge, in pixels. */
const EDGE = 4;
/** How far the picture reaches out of the window, as a share of it. */
const MARGIN = 0.25;
/** Steps of opacity that are told apart. */
const STEPS = 40;
/** How long the map rests before its ground is painted anew, in milliseconds. */
const REST = 60;

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
  private ready: { program: WebGLProgram; box: WebGLUniformLocation | null; at: number; corners: WebGLBuffer; texture: WebGLTexture } | null = null;
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
    const made = program(gl);
    this.ready = { program: made, box: gl.getUniformLocation(made, "box"), at: gl.getAttribLocation(made, "at"), corners, texture };
  }

  render(gl: Gl): void {
    if (!this.ready || !this.lies) return;
    const { program, box, at, corners, texture } = this.ready;
    gl.bindTexture(gl.TEXTURE_2D, texture);
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
    gl.useProgram(program);
    gl.uniform4f(box, across(a.x), up(a.y), across(b.x), up(b.y));
    gl.bindBuffer(gl.ARRAY_BUFFER, corners);
    gl.enableVertexAttribArray(at);
    gl.vertexAttribPointer(at, 2, gl.FLOAT, false, 0, 0);
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
  }
}

export class Patches {
  private readonly c = document.createElement("canvas").getContext("2d") as CanvasRenderingContext2D;
  private readonly picture = new Picture("held", this.c.canvas);
  private listed: readonly Patch[] = [];
  private areas: readonly Area[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Whether a picture is about to be painted; of a map that is taken down, none ever is. */
  private waiting = false;
  /** The zoom of the newest picture. */
  private zoom = 0;

  constructor(private readonly map: MapLibre, private readonly ink: () => string) {}

  /** Lies under one of the map's layers from now on. */
  lie(under: string): void {
    const { map } = this;
    map.once("style.load", () => map.addLayer(this.picture, under));
    // A picture that is only pushed along stays sharp; what comes into view with it is shown by the next answer.
    map.on("moveend", () => map.getZoom() !== this.zoom && this.later());
    map.on("resize", () => this.later());
    map.on("remove", () => {
      clearTimeout(this.timer);
      this.waiting = true;
    });
  }

  show(listed: readonly Patch[]): void {
    if (!listed.length && !this.listed.length) return;
    this.listed = listed;
    this.soon();
  }

  encircle(areas: readonly Area[]): void {
    if (!areas.length && !this.areas.length) return;
    this.areas = areas;
    this.soon();
  }

  private later(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.soon(), REST);
  }

  /** What changes at one moment is painted once, before the next frame. */
  private soon(): void {
    if (this.waiting) return;
    this.waiting = true;
    queueMicrotask(() => {
      this.waiting = false;
      this.paint();
    });
  }

  /** The place on whose ground a spot lies. */
  at(lon: number, lat: number): string | null {
    const [x, y] = mercator(lon, lat);
    return this.listed.find((p) => (p.colour || p.claimed) && within(p.outline, x, y))?.place ?? null;
  }

  private paint(): void {
    const { map } = this;
    this.zoom = map.getZoom();
    const { clientWidth, clientHeight } = map.getContainer();
    if (!clientWidth || !clientHeight) return;
    const scale = Math.min(map.getPixelRatio(), LARGEST / ((1 + 2 * MARGIN) * Math.max(clientWidth, clientHeight)));
    const [a, b] = [map.unproject([0, 0]), map.unproject([clientWidth, clientHeight])];
    const [left, top] = mercator(a.lng, a.lat);
    const across = (clientWidth * scale) / (mercator(b.lng, b.lat)[0] - left);
    const shapes = shapesOf(this.listed, left, top, across, scale);
    const areas = shapesOf(this.areas, left, top, across, scale);
    // No larger than what is painted, and reaching a little out of the window, so that no edge shows at once when the map is dragged.
    const [wide, high] = [clientWidth * scale, clientHeight * scale];
    let [west, north, east, south] = [wide, high, 0, 0];
    for (const { points } of [...shapes, ...areas]) {
      for (let n = 0; n < points.length; n += 2) {
        west = Math.min(west, points[n] as number);
        east = Math.max(east, points[n] as number);
        north = Math.min(north, points[n + 1] as number);
        south = Math.max(south, points[n + 1] as number);
      }
    }
    west = Math.floor(Math.max(-MARGIN * wide, west - EDGE));
    north = Math.floor(Math.max(-MARGIN * high, north - EDGE));
    east = Math.ceil(Math.min((1 + MARGIN) * wide, east + EDGE));
    south = Math.ceil(Math.min((1 + MARGIN) * high, south + EDGE));
    if (east <= west || south <= north) {
      this.picture.put(null);
      return;
    }
    Object.assign(this.c.canvas, { width: east - west, height: south - north });
    this.c.translate(-west, -north);
    draw(this.c, shapes, [left * across, top * across], scale);
    for (const { of, points } of areas) encircle(this.c, points, of.chosen, this.ink(), scale);
    this.picture.put([map.unproject([west / scale, north / scale]), map.unproject([east / scale, south / scale])]);
  }
}

/** Something with its corners as they lie in the picture, in pixels. */
interface Shape<T> {
  of: T;
  points: number[];
  wide: number;
}

/** What can be seen of shapes; `left` and `top` are in Mercator's plane, `across` is how many pixels all of it is wide. */
function shapesOf<T extends { outline: Outline }>(listed: readonly T[], left: number, top: number, across: number, scale: number): Shape<T>[] {
  const made: Shape<T>[] = [];
  for (const of of listed) {
    const shape = of.outline;
    let low = Infinity;
    let high = -Infinity;
    for (let n = 0; n < shape.length; n += 2) {
      const x = shape[n] as number;
      if (x < low) low = x;
      if (x > high) high = x;
    }
    const wide = (high - low) * across;
    const near = (wide < SMALL * scale ? 2 : 1) * NEAR * scale;
    const points: number[] = [];
    for (let n = 0; n < shape.length; n += 2) {
      const x = ((shape[n] as number) - left) * across;
      const y = ((shape[n + 1] as number) - top) * across;
      const last = points.length;
      if (last && Math.abs(x - (points[last - 2] as number)) + Math.abs(y - (points[last - 1] as number)) < near) continue;
      points.push(x, y);
    }
    if (points.length >= 6) made.push({ of, points, wide });
  }
  return made;
}

function trace(path: Path2D, points: readonly number[]): void {
  path.moveTo(points[0] as number, points[1] as number);
  for (let n = 2; n < points.length; n += 2) path.lineTo(points[n] as number, points[n + 1] as number);
  path.closePath();
}

/** A circle of dashes, faintly filled. */
function encircle(c: CanvasRenderingContext2D, points: readonly number[], chosen: boolean, ink: string, scale: number): void {
  const path = new Path2D();
  trace(path, points);
  c.fillStyle = c.strokeStyle = ink;
  c.globalAlpha = chosen ? 0.09 : 0.045;
  c.fill(path);
  c.globalAlpha = chosen ? 1 : 0.5;
  c.lineWidth = (chosen ? 2 : 1) * scale;
  c.setLineDash(chosen ? [6 * scale, 4 * scale] : [3 * scale, 3 * scale]);
  c.stroke(path);
  c.setLineDash([]);
  c.globalAlpha = 1;
}

/** Paints shapes; `origin` is where the plane's corner lies, in pixels: patterns are fixed to the ground, not to the window. */
function draw(c: CanvasRenderingContext2D, shapes: readonly Shape<Patch>[], origin: readonly [number, number], scale: number): void {
  const [solid, hatched, torn, edges, claimed] = [new Looks(), new Looks(), new Looks(), new Looks(), new Looks()];
  for (const { of: patch, points, wide } of shapes) {
    const into = (path: Path2D): void => trace(path, points);
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
