import type { InputOf, List, Operations, PaymentLink } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { toLink } from "./link.ts";
import { links } from "./store.ts";

/** Lists payment links. */
export function listLinks(ctx: Context, input: InputOf<Operations["payment_links.list"]>): Promise<List<PaymentLink>> {
  const { active, ...params } = input;
  return links.page(ctx.tx, {
    url: "/payments/payment_links",
    owner: ctx.principal.realm,
    params,
    filters: { active: active === undefined ? undefined : Number(active) },
    toResource: (row) => toLink(ctx, row),
  });
}
