import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { DomainError, fileError } from "../platform/errors.ts";
import { describeDocument, fromDocument, parseDocument, toDocument } from "./document.ts";
import { describeState, type Description, type KeptState } from "./state.ts";

/** Where snapshots are kept: outside of the database, which a restore replaces. */
export interface SnapshotStore {
  add(kept: KeptState): Promise<void>;
  /** Oldest first, also those that cannot be read. */
  list(): Description[];
  look(id: string): Description | undefined;
  /** Throws for one that cannot be read. */
  find(id: string): Promise<KeptState | undefined>;
  /** Answers whether it was there. */
  remove(id: string): boolean;
  count(): number;
}

/** Keeps snapshots in memory: they end with the sandbox, as its database does. */
export function memoryStore(): SnapshotStore {
  const kept = new Map<string, KeptState>();
  return {
    add: async (state) => void kept.set(state.id, state),
    list: () => Array.from(kept.values(), describeState),
    look: (id) => {
      const state = kept.get(id);
      return state && describeState(state);
    },
    find: async (id) => kept.get(id),
    remove: (id) => kept.delete(id),
    count: () => kept.size,
  };
}

const idForm = /^snap_[0-9A-Za-z]{24}$/;

/** Keeps snapshots in a folder beside the sandbox's file, each in the form in which it is exported. */
export function folderStore(folder: string): SnapshotStore {
  const fileOf = (id: string) => join(folder, `${id}.json`);
  removeUnfinished(folder);
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
  const read = (id: string): string | undefined => {
    if (!idForm.test(id)) return undefined;
    try {
      return readFileSync(fileOf(id), "utf8");
    } catch {
      return undefined;
    }
  };
  const look = (id: string): Description | undefined => {
    const text = read(id);
    if (text === undefined) return undefined;
    try {
      return { id, ...describeDocument(parseDocument(text)) };
    } catch (cause) {
      return unreadable(id, fileOf(id), cause);
    }
  };
  return {
    add: async (kept) => {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const written = `${fileOf(kept.id)}.new`;
      const document = JSON.stringify(await toDocument(kept));
      try {
        writeFileSync(written, document, { mode: 0o600 });
        renameSync(written, fileOf(kept.id));
      } catch (cause) {
        throw fileError(cause);
      } finally {
        rmSync(written, { force: true });
      }
    },
    list: () =>
      ids()
        .map(look)
        .filter((found) => found !== undefined),
    look,
    find: async (id) => {
      const text = read(id);
      return text === undefined ? undefined : { id, ...(await fromDocument(parseDocument(text))) };
    },
    remove: (id) => {
      const isThere = idForm.test(id) && existsSync(fileOf(id));
      if (isThere) rmSync(fileOf(id), { force: true });
      return isThere;
    },
    count: () => ids().length,
  };
}

/** What a process that was killed had begun to write holds the sandbox's secrets, and nobody lists it. */
function removeUnfinished(folder: string): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) if (name.endsWith(".json.new")) rmSync(join(folder, name), { force: true });
}

/** Of a file that says nothing, all that is known is why, and when it was written. */
function unreadable(id: string, file: string, cause: unknown): Description {
  const written = Math.floor((statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0) / 1000);
  const isNewer = cause instanceof DomainError && cause.code === "snapshot_newer";
  return {
    id,
    name: null,
    schemaHash: "",
    created: written,
    bytes: 0,
    isFrozen: false,
    now: written,
    isSeeded: false,
    error: isNewer ? "snapshot_newer" : "snapshot_damaged",
  };
}
