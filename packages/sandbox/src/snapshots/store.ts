import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

import type { SnapshotFile } from "@micro/sdk/contract";

import { fromDocument, toDocument } from "./document.ts";
import type { KeptState } from "./state.ts";

/** Where snapshots are kept: outside of the database, which a restore replaces. */
export interface SnapshotStore {
  add(kept: KeptState): Promise<void>;
  /** Oldest first. */
  list(): Promise<KeptState[]>;
  find(id: string): Promise<KeptState | undefined>;
  remove(id: string): void;
  count(): number;
}

/** Keeps snapshots in memory: they end with the sandbox, as its database does. */
export function memoryStore(): SnapshotStore {
  const kept = new Map<string, KeptState>();
  return {
    add: async (state) => void kept.set(state.id, state),
    list: async () => [...kept.values()],
    find: async (id) => kept.get(id),
    remove: (id) => void kept.delete(id),
    count: () => kept.size,
  };
}

const idForm = /^snap_[0-9A-Za-z]{24}$/;

/** Keeps snapshots in a folder beside the sandbox's file, each in the form in which it is exported. */
export function folderStore(folder: string): SnapshotStore {
  const fileOf = (id: string) => join(folder, `${id}.json`);
  const ids = (): string[] => {
    try {
      return readdirSync(folder)
        .filter((name) => name.endsWith(".json") && idForm.test(name.slice(0, -".json".length)))
        .map((name) => name.slice(0, -".json".length))
        .toSorted();
    } catch {
      return [];
    }
  };
  const read = async (id: string): Promise<KeptState | undefined> => {
    let text: string;
    try {
      text = readFileSync(fileOf(id), "utf8");
    } catch {
      return undefined;
    }
    // `add` is the only writer of this folder; what came from elsewhere was checked before.
    return { id, ...(await fromDocument(JSON.parse(text) as SnapshotFile)) };
  };
  return {
    add: async (kept) => {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      writeFileSync(`${fileOf(kept.id)}.new`, JSON.stringify(await toDocument(kept)), { mode: 0o600 });
      renameSync(`${fileOf(kept.id)}.new`, fileOf(kept.id));
    },
    list: async () => (await Promise.all(ids().map(read))).filter((kept) => kept !== undefined),
    find: async (id) => (idForm.test(id) ? read(id) : undefined),
    remove: (id) => rmSync(fileOf(id), { force: true }),
    count: () => ids().length,
  };
}
