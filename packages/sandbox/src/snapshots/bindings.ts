import type { snapshotOperations } from "@micro/sdk/contract";

import type { Control } from "../control.ts";
import type { Bindings } from "../gateway/binding.ts";
import type { Principal } from "../platform/context.ts";
import { DomainError, resourceMissing } from "../platform/errors.ts";

type SnapshotBindings = Pick<Bindings, keyof typeof snapshotOperations>;

/**
 * A snapshot holds every account. Only the sandbox's own account, in test mode, may make one; to all others there are none.
 */
export function snapshotBindings({ snapshots, restore, accountId }: Control): SnapshotBindings {
  const isOwn = ({ account, mode }: Principal) => account === accountId() && mode === "test";
  const assertOwn = (principal: Principal) => {
    if (!isOwn(principal)) throw new DomainError("sandbox_account_required");
  };
  const find = (noun: string, principal: Principal, id: string) => {
    if (!isOwn(principal)) throw resourceMissing(noun, id);
    return id;
  };
  const empty = <Url extends string>(url: Url) => ({ object: "list" as const, url, has_more: false, data: [] });

  return {
    "snapshots.save": {
      direct: async (principal, { name }) => {
        assertOwn(principal);
        return snapshots.save(name);
      },
    },
    "snapshots.import": {
      direct: async (principal, input) => {
        assertOwn(principal);
        return snapshots.import(input);
      },
    },
    "snapshots.list": {
      direct: async (principal) => (isOwn(principal) ? snapshots.list() : empty("/sandbox/snapshots")),
    },
    "snapshots.get": { direct: async (principal, { id }) => snapshots.get(find("snapshot", principal, id)) },
    "snapshots.restore": { direct: async (principal, { id }) => restore(find("snapshot", principal, id)) },
    "snapshots.fork": { direct: async (principal, { id }) => snapshots.fork(find("snapshot", principal, id)) },
    "snapshots.delete": { direct: async (principal, { id }) => snapshots.remove(find("snapshot", principal, id)) },
    "snapshots.export": { direct: async (principal, { id }) => snapshots.export(find("snapshot", principal, id)) },
    "forks.list": { direct: async (principal) => (isOwn(principal) ? snapshots.forks() : empty("/sandbox/forks")) },
    "forks.delete": { direct: async (principal, { id }) => snapshots.endFork(find("fork", principal, id)) },
  };
}
