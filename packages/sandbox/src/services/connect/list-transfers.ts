import type { InputOf, List, Operations, Transfer } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { transfers } from "./store.ts";
import { toTransfer } from "./transfer.ts";

/** Lists transfers. */
export function listTransfers(
  { tx, principal }: Context,
  input: InputOf<Operations["transfers.list"]>,
): Promise<List<Transfer>> {
  const { destination, transfer_group, ...params } = input;
  return transfers.page(tx, {
    url: "/connect/transfers",
    owner: principal.realm,
    params,
    filters: { destination, transfer_group },
    toResource: (row) => toTransfer(row, principal.mode === "live"),
  });
}
