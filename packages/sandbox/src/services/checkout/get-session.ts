import type { CheckoutSession, LineItem, List } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { getSessionRow, lineItemsOf, toSession } from "./session.ts";

/** Reads a checkout session. */
export async function getSession(ctx: Context, { id }: { id: string }): Promise<CheckoutSession> {
  return toSession(ctx, await getSessionRow(ctx, id));
}

/** What is bought. */
export async function listSessionItems(ctx: Context, { id }: { id: string }): Promise<List<LineItem>> {
  const data = lineItemsOf(await getSessionRow(ctx, id));
  return { object: "list", url: `/payments/checkout_sessions/${id}/line_items`, has_more: false, data };
}
