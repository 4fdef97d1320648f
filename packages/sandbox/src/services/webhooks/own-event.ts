import type { EventObject, EventType } from "@micro/sdk/contract";

import type { Platform } from "../../platform/context.ts";
import type { Transaction } from "../../platform/db/database.ts";
import { recordEvent } from "../activity/index.ts";
import { findOwner } from "../auth/index.ts";

/** Records an event that the sandbox itself causes, without a request. */
export async function recordOwnEvent<T extends EventType>(
  tx: Transaction,
  platform: Platform,
  realm: number,
  type: T,
  objectOf: (livemode: boolean) => EventObject<T> & { id: string },
): Promise<void> {
  const owner = await findOwner(tx, realm);
  const now = platform.clock.seconds();
  const request = { id: null, idempotencyKey: null };
  const ctx = { tx, platform, principal: null, now, timeline: null, request };
  await recordEvent(ctx, type, objectOf(owner.mode === "live"), owner);
}
