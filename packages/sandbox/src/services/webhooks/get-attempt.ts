import type { Attempt } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { resourceMissing } from "../../platform/errors.ts";
import { toAttempt } from "./delivery.ts";
import { findAttempt } from "./store.ts";

/** Reads an attempt. */
export async function getAttempt({ tx, principal }: Context, { id }: { id: string }): Promise<Attempt> {
  const row = await tx.first(findAttempt, { id, realm: principal.realm });
  if (!row) throw resourceMissing("attempt", id);
  return toAttempt(row);
}
