// Writes the base map beside the built page: land and borders of Natural Earth (public domain) from world-atlas.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { feature, mesh } from "topojson-client";

const require = createRequire(import.meta.url);
const atlas = JSON.parse(readFileSync(require.resolve("world-atlas/countries-50m.json"), "utf8"));
const near = (n) => Math.round(n * 1000) / 1000;
const rounded = (coordinates) =>
  typeof coordinates[0] === "number" ? coordinates.map(near) : coordinates.map(rounded);
const geometry = (g) => ({ type: g.type, coordinates: rounded(g.coordinates) });

const land = geometry(feature(atlas, atlas.objects.land).features[0].geometry);
const borders = geometry(mesh(atlas, atlas.objects.countries, (a, b) => a !== b));
const out = new URL("../../src/fogline/export/page/basemap.json", import.meta.url);
writeFileSync(out, JSON.stringify({ land, borders }));
