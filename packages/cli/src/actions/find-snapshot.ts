import type { Client, Snapshot } from "@micro/sdk";

import { Abort } from "../abort.ts";

/** The snapshot that is meant by its id, or by its name: of several with one name the newest. */
export async function findSnapshot(client: Client, text: string): Promise<Snapshot> {
  const { data } = await client.snapshots.list();
  const found = data.find(({ id }) => id === text) ?? data.find(({ name }) => name === text);
  if (found === undefined) throw new Abort(`There is no snapshot "${text}".`, "micro snapshot list shows all.");
  return found;
}
