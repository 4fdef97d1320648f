import type { Fork, Operations, OutputOf, Snapshot, SnapshotFile } from "@micro/sdk/contract";

import type { Platform } from "../platform/context.ts";
import { DomainError, resourceMissing } from "../platform/errors.ts";
import { limits } from "../platform/limits.ts";
import { fromDocument, schemaHash, toDocument } from "./document.ts";
import { describeState, type Description, type KeptState, type SavedState } from "./state.ts";
import type { SnapshotStore } from "./store.ts";

/** A sandbox that began with the state of another. */
export interface RunningFork {
  url: string;
  apiKey: string;
  publishableKey: string;
  instanceId: string;
  close(): Promise<void>;
}

/** What can be done with the state of a sandbox as a whole. */
export interface Snapshots {
  save: (name?: string) => Promise<Snapshot>;
  list: () => Promise<OutputOf<Operations["snapshots.list"]>>;
  get: (id: string) => Promise<Snapshot>;
  restore: (id: string) => Promise<void>;
  fork: (id: string) => Promise<Fork>;
  remove: (id: string) => Promise<OutputOf<Operations["snapshots.delete"]>>;
  export: (id: string) => Promise<SnapshotFile>;
  import: (file: SnapshotFile) => Promise<Snapshot>;
  forks: () => OutputOf<Operations["forks.list"]>;
  endFork: (id: string) => Promise<OutputOf<Operations["forks.delete"]>>;
  /** How many snapshots are kept, and how many forks run. */
  count: () => { snapshots: number; forks: number };
  /** Ends all forks. */
  close: () => Promise<void>;
}

interface Parts {
  platform: Pick<Platform, "ids" | "clock">;
  store: SnapshotStore;
  save: () => Promise<SavedState>;
  load: (state: SavedState) => Promise<void>;
  startFork: (state: SavedState) => Promise<RunningFork>;
}

/** Makes the snapshots of one sandbox. */
export function createSnapshots({ platform, store, save, load, startFork }: Parts): Snapshots {
  const forks = new Map<string, RunningFork>();

  const find = async (id: string): Promise<KeptState> => {
    const kept = await store.find(id);
    if (!kept) throw resourceMissing("snapshot", id);
    return kept;
  };
  const withinSnapshots = within(limits.snapshotsMax, () => store.count(), "snapshot_limit");
  const withinForks = within(limits.forksMax, () => forks.size, "fork_limit");
  const keep = (state: Omit<KeptState, "id">): Promise<Snapshot> =>
    withinSnapshots(async () => {
      const kept = { id: platform.ids("snapshot"), ...state };
      await store.add(kept);
      return show(describeState(kept));
    });

  return {
    save: async (name) => {
      const state = await save();
      return keep({ name: name ?? null, schemaHash: schemaHash(), created: platform.clock.seconds(), state });
    },
    list: async () => {
      const kept = store.list();
      return { object: "list", url: "/sandbox/snapshots", has_more: false, data: kept.toReversed().map(show) };
    },
    get: async (id) => {
      const found = store.look(id);
      if (!found) throw resourceMissing("snapshot", id);
      return show(found);
    },
    restore: async (id) => load((await find(id)).state),
    fork: (id) =>
      withinForks(async () => {
        const fork = await startFork((await find(id)).state);
        forks.set(fork.instanceId, fork);
        return showFork(fork.instanceId, fork);
      }),
    remove: async (id) => {
      if (!store.remove(id)) throw resourceMissing("snapshot", id);
      return { id, object: "snapshot", deleted: true };
    },
    export: async (id) => toDocument(await find(id)),
    import: async (file) => keep(await fromDocument(file)),
    forks: () => ({
      object: "list",
      url: "/sandbox/forks",
      has_more: false,
      data: Array.from(forks, ([id, fork]) => showFork(id, fork)),
    }),
    endFork: async (id) => {
      const fork = forks.get(id);
      if (!fork) throw resourceMissing("fork", id);
      forks.delete(id);
      await fork.close();
      return { id, object: "fork", deleted: true };
    },
    count: () => ({ snapshots: store.count(), forks: forks.size }),
    close: async () => void (await Promise.all(Array.from(forks.values(), (fork) => fork.close()))),
  };
}

/** Makes what there may be so many of. What is being made counts: that takes time, and many may be asked for at once. */
function within(max: number, count: () => number, code: "snapshot_limit" | "fork_limit") {
  let making = 0;
  return async <T>(make: () => Promise<T>): Promise<T> => {
    if (count() + making >= max) throw new DomainError(code);
    making += 1;
    try {
      return await make();
    } finally {
      making -= 1;
    }
  };
}

const showFork = (id: string, { url, apiKey, publishableKey }: RunningFork): Fork => ({
  id,
  object: "fork",
  url,
  api_key: apiKey,
  publishable_key: publishableKey,
});

function show({ id, name, bytes, schemaHash, isFrozen, now, isSeeded, created, error }: Description): Snapshot {
  return {
    id,
    object: "snapshot",
    name,
    bytes,
    schema_hash: schemaHash,
    clock: { object: "clock", mode: isFrozen ? "frozen" : "wall", now },
    seeded: isSeeded,
    created,
    error,
  };
}
