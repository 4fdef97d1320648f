import type { ApplicationFee, InputOf, List, Operations } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { toApplicationFee } from "./application-fee.ts";
import { applicationFees } from "./store.ts";

/** Lists application fees. */
export function listApplicationFees(
  ctx: Context,
  input: InputOf<Operations["application_fees.list"]>,
): Promise<List<ApplicationFee>> {
  const { charge, ...params } = input;
  return applicationFees.page(ctx.tx, {
    url: "/connect/application_fees",
    owner: ctx.principal.realm,
    params,
    filters: { charge },
    toResource: (row) => toApplicationFee(ctx, row),
  });
}
