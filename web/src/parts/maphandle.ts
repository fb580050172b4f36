// The map that is on the page, for what lies outside of it: image export, publication of what is in view.

import type { MapView } from "../map/view";

let shown: MapView | null = null;

export function shownMap(): MapView | null {
  return shown;
}

export function holdMap(view: MapView | null): void {
  shown = view;
}
