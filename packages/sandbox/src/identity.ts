import type { Database, Transaction } from "./platform/db/database.ts";
import { slots, statements, type Params } from "./platform/db/statement.ts";
import type { AnonymousContext, Platform } from "./platform/context.ts";
import { createChance, type Chance } from "./platform/chance.ts";
import type { SavedClock } from "./platform/clock.ts";
import { wallMs } from "./platform/real-clock.ts";
import { openAccountWithKey, openDefaultAccount, type DefaultAccount } from "./services/auth/index.ts";

/** What a sandbox knows of itself. */
export interface SelfRow {
  id: number;
  secret: Uint8Array;
  boots: number;
  /** Names the log of events; a reset begins another. */
  history: string;
  /** How its clock stands: time does not go back at a restart. Milliseconds. */
  frozen_at_ms: number | null;
  offset_ms: number;
}

const sql = statements<{ sandbox: SelfRow }>();
const findSelf = sql((q) => q.selectFrom("sandbox").selectAll());
const saveSelf = sql((q, p: Params<Omit<SelfRow, "id">>) =>
  q
    .insertInto("sandbox")
    .values({ id: 1, ...slots(p, ["secret", "boots", "history", "frozen_at_ms", "offset_ms"]) })
    .onConflict((conflict) =>
      conflict.column("id").doUpdateSet(slots(p, ["secret", "boots", "history", "frozen_at_ms", "offset_ms"])),
    ),
);
const saveClock = sql((q, p: Params<Pick<SelfRow, "frozen_at_ms" | "offset_ms">>) =>
  q.updateTable("sandbox").set(slots(p, ["frozen_at_ms", "offset_ms"])),
);

const clockColumns = ({ frozenAtMs, offsetMs }: SavedClock) => ({ frozen_at_ms: frozenAtMs, offset_ms: offsetMs });

/** Keeps how the clock stands. */
export async function keepClock(tx: Transaction, clock: SavedClock): Promise<void> {
  await tx.run(saveClock, clockColumns(clock));
}

/** How its clock stands. */
export const clockOf = ({ frozen_at_ms: frozenAtMs, offset_ms: offsetMs }: SelfRow): SavedClock => ({
  frozenAtMs,
  offsetMs,
});

/** A frozen clock stands at the given instant, or where the file's clock stood if that is later: time does not go back. */
function startClock(earlier: SelfRow | undefined, frozenAtMs: number | undefined): SavedClock {
  const { frozenAtMs: stood, offsetMs } = earlier ? clockOf(earlier) : { frozenAtMs: null, offsetMs: 0 };
  if (frozenAtMs === undefined) return { frozenAtMs: stood, offsetMs };
  const reached = earlier ? (stood ?? wallMs() + offsetMs) : frozenAtMs;
  return { frozenAtMs: Math.max(frozenAtMs, reached), offsetMs };
}

/**
 * Draws this start's random sequence. A restart on the same file must not draw the same ids again; a fork is no restart, and
 * goes on where its state was.
 */
export function introduce(
  db: Database,
  { seed, frozenAtMs }: { seed: string | undefined; frozenAtMs: number | undefined },
  fork: { lineage: string; clock: SavedClock } | undefined,
): Promise<{ chance: Chance; self: SelfRow }> {
  return db.transaction(async (tx) => {
    const earlier = await tx.first(findSelf, {});
    const boots = (earlier?.boots ?? 0) + (fork ? 0 : 1);
    const chance = createChance(seed === undefined ? undefined : `${seed}:${boots}`, fork?.lineage);
    const secret = earlier?.secret ?? chance.random.fork("secret").bytes(32);
    const self = {
      id: 1,
      secret,
      history: earlier?.history ?? chance.ids("history"),
      boots,
      ...clockColumns(fork?.clock ?? startClock(earlier, frozenAtMs)),
    };
    await tx.run(saveSelf, self);
    return { chance, self };
  });
}

/** Begins another history in a state that was just put in place: of the sandbox that the state is of, else of `fallback`. */
export async function beginHistory(
  tx: Transaction,
  fallback: SelfRow,
  { history, clock }: { history: string; clock: SavedClock },
): Promise<SelfRow> {
  const self = { ...((await tx.first(findSelf, {})) ?? fallback), history, ...clockColumns(clock) };
  await tx.run(saveSelf, self);
  return self;
}

const ownContext = (tx: Transaction, platform: Platform): AnonymousContext => ({
  tx,
  platform,
  principal: null,
  now: platform.clock.seconds(),
  timeline: null,
  request: { id: null, idempotencyKey: null },
});

/** Opens the account that every sandbox has. */
export const openOwnAccount = (tx: Transaction, platform: Platform): Promise<DefaultAccount> =>
  openDefaultAccount(ownContext(tx, platform));

/** Opens an account of that name in the same way, or finds it. */
export const openNamedAccount = (tx: Transaction, platform: Platform, name: string): Promise<DefaultAccount> =>
  openAccountWithKey(ownContext(tx, platform), name);
