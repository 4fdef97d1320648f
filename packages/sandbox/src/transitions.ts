import type { OperationId, Transition, transitionOperations } from "@micro/sdk/contract";

import { runTimedVerbs } from "./dispatch/react.ts";
import type { Bindings } from "./gateway/binding.ts";
import type { Platform, Principal } from "./platform/context.ts";
import type { Database } from "./platform/db/database.ts";
import { resourceMissing } from "./platform/errors.ts";
import { verbJobReference } from "./platform/queue/verb-job.ts";
import {
  countRead,
  findBeforeRead,
  findHeldTransition,
  listHeldTransitions,
  releaseTransition,
} from "./services/settings/index.ts";

/** The reads that are counted. */
const counted: ReadonlySet<OperationId> = new Set([
  "payment_intents.get",
  "charges.get",
  "refunds.get",
  "payouts.get",
  "topups.get",
  "disputes.get",
]);

/** Outcomes that wait for something else than time. */
export interface Transitions {
  bindings: Pick<Bindings, keyof typeof transitionOperations>;
  /** Is told of a read before it is answered. */
  onRead: (principal: Principal, operation: OperationId, input: unknown) => Promise<void>;
}

type Held = Exclude<Awaited<ReturnType<typeof findHeldTransition>>, undefined>;

const toTransition = ({ id, type, reads_left, created }: Held): Transition => ({
  id,
  object: "transition",
  type,
  reads_left,
  created,
});

/** Makes what brings held outcomes about: by hand, or when they were read often enough. */
export function createTransitions(db: Database, platform: Platform): Transitions {
  const run = async (held: Held) => {
    const due = { kind: held.job, reference: verbJobReference(held) };
    await runTimedVerbs(db, platform, [due], (tx) => releaseTransition(tx, held));
  };
  return {
    bindings: {
      "transitions.list": {
        direct: async ({ realm }) => {
          const held = await db.read((reader) => listHeldTransitions(reader, realm));
          return { object: "list", url: "/sandbox/transitions", has_more: false, data: held.map(toTransition) };
        },
      },
      "transitions.run": {
        direct: async ({ realm }, { id }) => {
          const held = await db.read((reader) => findHeldTransition(reader, realm, id));
          if (!held) throw resourceMissing("transition that waits for", id);
          await run(held);
          return toTransition(held);
        },
      },
    },
    onRead: async ({ realm }, operation, input) => {
      if (!counted.has(operation) || typeof input !== "object" || input === null || !("id" in input)) return;
      const { id } = input;
      if (typeof id !== "string") return;
      const held = await findBeforeRead(db, platform, realm, id);
      if (!held || held.reads_left === null) return;
      if (await db.transaction((tx) => countRead(tx, realm, id))) await run(held);
    },
  };
}
