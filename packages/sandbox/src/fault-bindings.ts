import type { faultOperations } from "@micro/sdk/contract";

import type { Bindings } from "./gateway/binding.ts";
import type { Platform } from "./platform/context.ts";
import { DomainError } from "./platform/errors.ts";

interface Parts {
  platform: Platform;
  /** Whether anything may go wrong on purpose. */
  allowed: boolean;
  /** Of the sandbox's own account. */
  accountId: () => string;
}

/** Rules are each account's own; only the sandbox's own account may make one for another. */
export function faultBindings({ platform, allowed, accountId }: Parts): Pick<Bindings, keyof typeof faultOperations> {
  const { faults, clock } = platform;
  return {
    "faults.create": {
      direct: async ({ account, mode }, input) => {
        if (!allowed) throw new DomainError("faults_off");
        const isForeign = input.account !== undefined && input.account !== account;
        if (isForeign && account !== accountId()) throw new DomainError("sandbox_account_required");
        return faults.create({ account, mode }, input, clock.seconds());
      },
    },
    "faults.list": {
      direct: async (principal) => ({
        object: "list",
        url: "/sandbox/faults",
        has_more: false,
        data: faults.list(principal),
      }),
    },
    "faults.get": { direct: async (principal, { id }) => faults.get(principal, id) },
    "faults.delete": {
      direct: async (principal, { id }) => {
        await faults.remove(principal, id);
        return { id, object: "fault", deleted: true };
      },
    },
    "faults.clear": { direct: async (principal) => ({ object: "fault", deleted: await faults.clear(principal) }) },
  };
}
