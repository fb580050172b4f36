// Opens what the page shows: the data inside the page, or the server it came from.

import type { RawBase } from "../map/base";
import { Embedded } from "./embedded";
import type { Payload } from "./payload";
import { ServerDesk } from "./desk";
import { Remote } from "./remote";
import type { Desk, Source } from "./shapes";

function inside<T>(id: string): T | null {
  const node = document.getElementById(id);
  return node?.textContent ? (JSON.parse(node.textContent) as T) : null;
}

async function beside<T>(path: string): Promise<T> {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error(`${path}: the server answered ${answer.status}`);
  return (await answer.json()) as T;
}

export interface Opened {
  source: Source;
  desk: Desk | null;
  base: RawBase;
}

export async function open(): Promise<Opened> {
  const payload = inside<Payload>("fogline-data");
  if (payload) return { source: new Embedded(payload), desk: null, base: inside<RawBase>("fogline-basemap") ?? (await beside<RawBase>("basemap.json")) };
  const [source, base] = await Promise.all([Remote.open(), beside<RawBase>("/basemap.json")]);
  return { source, desk: new ServerDesk(source.meta), base };
}
