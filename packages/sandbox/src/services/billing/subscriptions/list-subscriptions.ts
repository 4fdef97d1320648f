import {
  subscriptionStatuses,
  type InputOf,
  type List,
  type Operations,
  type SearchResult,
  type Subscription,
} from "@micro/sdk/contract";

import type { Context } from "../../../platform/context.ts";
import { itemsOfPrice, subscriptions } from "../store.ts";
import { showSubscription } from "./subscription.ts";

type Input = InputOf<Operations["subscriptions.list"]>;

const ended = ["canceled", "incomplete_expired"] as const;
const running = subscriptionStatuses.filter((status) => !ended.some((other) => other === status));

/** Lists subscriptions. */
export async function listSubscriptions(ctx: Context, input: Input): Promise<List<Subscription>> {
  const { collection_method: method, customer, price, status, ...params } = input;
  const { realm } = ctx.principal;
  const ids = price === undefined ? undefined : await idsOfPrice(ctx, price);
  const page = await subscriptions.page(ctx.tx, {
    url: "/billing/subscriptions",
    owner: realm,
    params,
    filters: { collection_method: method, customer },
    sets: { status: statusesOf(status), id: ids },
    toResource: (row) => showSubscription(ctx, row),
  });
  return { ...page, data: await Promise.all(page.data) };
}

/** Searches subscriptions. */
export function searchSubscriptions(
  ctx: Context,
  params: InputOf<Operations["subscriptions.search"]>,
): Promise<SearchResult<Subscription>> {
  return subscriptions.search(ctx.tx, {
    url: "/billing/subscriptions/search",
    realm: ctx.principal.realm,
    params,
    fields: {
      canceled_at: "number",
      created: "number",
      currency: "exact",
      customer: "exact",
      metadata: "metadata",
      status: "exact",
    },
    toResource: (row) => showSubscription(ctx, row),
  });
}

async function idsOfPrice({ tx, principal }: Context, price: string): Promise<string[]> {
  const items = await tx.all(itemsOfPrice, { realm: principal.realm, price });
  // The condition needs at least one value: no subscription has this id.
  return items.length === 0 ? [""] : items.map(({ subscription }) => subscription);
}

function statusesOf(status: Input["status"]): readonly string[] | undefined {
  if (status === "all") return undefined;
  if (status === "ended") return ended;
  return status === undefined ? running : [status];
}
