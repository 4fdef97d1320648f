import type { Client, Snapshot } from "@micro/sdk";

import { Abort } from "../abort.ts";
import { either, nearest } from "../output/nearest.ts";

/** The snapshot that is meant by its id, or by its name: of several with one name the newest. */
export async function findSnapshot(client: Client, text: string): Promise<Snapshot> {
  const { data } = await client.snapshots.list();
  const found = data.find(({ id }) => id === text) ?? data.find(({ name }) => name === text);
  if (found !== undefined) return found;
  const names = [...new Set(data.flatMap(({ name }) => (name === null ? [] : [name])))];
  const meant = nearest(text, names);
  const hint = meant.length > 0 ? `Did you mean ${either(meant)}?` : "micro snapshot list shows all.";
  throw new Abort(`There is no snapshot "${text}".`, hint);
}
