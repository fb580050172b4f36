// Colours that a pack gives for light paper, made light enough to be seen on the dark map.

const DARK_LAND = "#1e262d";
const LEAST = 3.2;

type Rgb = [number, number, number];

function parts(colour: string): Rgb | null {
  const found = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(colour);
  return found ? [parseInt(found[1] as string, 16), parseInt(found[2] as string, 16), parseInt(found[3] as string, 16)] : null;
}

function luminance(rgb: Rgb): number {
  const [r, g, b] = rgb.map((v) => (v / 255 <= 0.03928 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4)) as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** How far two colours stand apart, as WCAG counts it. */
export function contrast(a: string, b: string): number {
  const [x, y] = [parts(a), parts(b)];
  if (!x || !y) return 1;
  const [high, low] = [luminance(x), luminance(y)].sort((m, n) => n - m) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

const known = new Map<string, string>();

/** The colour for a theme: as given on light paper, lightened step by step until it stands out on the dark map. */
export function themed(colour: string, dark: boolean): string {
  const rgb = parts(colour);
  if (!dark || !rgb) return colour;
  let made = known.get(colour);
  if (!made) {
    made = colour;
    for (let step = 1; step < 20 && contrast(made, DARK_LAND) < LEAST; step++) made = `#${rgb.map((v) => Math.round(v + ((255 - v) * step) / 20).toString(16).padStart(2, "0")).join("")}`;
    known.set(colour, made);
  }
  return made;
}
