import type { Asset } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { recordEvent } from "../activity/index.ts";
import { changeBalance } from "../balance/index.ts";
import { toApplicationFee } from "./application-fee.ts";
import { applicationFees } from "./store.ts";

interface Taken {
  account: string;
  amount: number;
  currency: Asset;
  /** What it is taken of, in the connected account. */
  charge: string;
  /** The platform's own charge that the payment came from. */
  originating: string | null;
  /** From when on the payment can be used, and the fee with it. */
  availableOn: number;
}

/** Takes the platform's share of a connected account's payment, which has been lessened by it. Answers the fee's id. */
export async function takeApplicationFee(platform: Context, taken: Taken): Promise<string> {
  const { account, amount, currency, charge, originating, availableOn } = taken;
  const id = platform.platform.ids("applicationFee");
  const change = await changeBalance(platform, {
    type: "application_fee",
    movement: "application_fee",
    source: id,
    currency,
    amount,
    description: `Application fee of ${charge}`,
    availableOn,
  });
  const row = {
    id,
    realm: platform.principal.realm,
    account,
    amount,
    amount_refunded: 0,
    currency,
    charge,
    originating_transaction: originating,
    balance_transaction: change.id,
    created: platform.now,
  };
  await platform.tx.run(applicationFees.insert, row);
  await recordEvent(platform, "application_fee.created", toApplicationFee(platform, row));
  return id;
}
