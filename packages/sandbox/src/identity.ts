import type { Database, Transaction } from "./platform/db/database.ts";
import { slots, statements, type Params } from "./platform/db/statement.ts";
import type { Platform } from "./platform/context.ts";
import { createChance, type Chance } from "./platform/chance.ts";
import { openDefaultAccount, type DefaultAccount } from "./services/auth/index.ts";

/** What a sandbox knows of itself. */
export interface SelfRow {
  id: number;
  secret: Uint8Array;
  boots: number;
  /** Names the log of events; a reset begins another. */
  history: string;
}

const sql = statements<{ sandbox: SelfRow }>();
const findSelf = sql((q) => q.selectFrom("sandbox").selectAll());
const saveSelf = sql((q, p: Params<Omit<SelfRow, "id">>) =>
  q
    .insertInto("sandbox")
    .values({ id: 1, ...slots(p, ["secret", "boots", "history"]) })
    .onConflict((conflict) =>
      conflict.column("id").doUpdateSet({ boots: p("boots"), secret: p("secret"), history: p("history") }),
    ),
);

/**
 * Draws this start's random sequence. A restart on the same file must not draw the same ids again; a fork is no restart, and
 * goes on where its state was.
 */
export function introduce(
  db: Database,
  seed: string | undefined,
  lineage: string | undefined,
): Promise<{ chance: Chance; self: SelfRow }> {
  return db.transaction(async (tx) => {
    const earlier = await tx.first(findSelf, {});
    const boots = (earlier?.boots ?? 0) + (lineage === undefined ? 1 : 0);
    const chance = createChance(seed === undefined ? undefined : `${seed}:${boots}`, lineage);
    const secret = earlier?.secret ?? chance.random.fork("secret").bytes(32);
    const self = { id: 1, secret, history: earlier?.history ?? chance.ids("history"), boots };
    await tx.run(saveSelf, self);
    return { chance, self };
  });
}

/** Begins another history in a state that was just put in place: of the sandbox that the state is of, else of `fallback`. */
export async function beginHistory(tx: Transaction, fallback: SelfRow, history: string): Promise<SelfRow> {
  const self = { ...((await tx.first(findSelf, {})) ?? fallback), history };
  await tx.run(saveSelf, self);
  return self;
}

/** Opens the account that every sandbox has. */
export function openOwnAccount(tx: Transaction, platform: Platform): Promise<DefaultAccount> {
  return openDefaultAccount({
    tx,
    platform,
    principal: null,
    now: platform.clock.seconds(),
    timeline: null,
    request: { id: null, idempotencyKey: null },
  });
}
