import type { Capability, ConnectedAccount, InputOf, List, Operations } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { resourceMissing } from "../../platform/errors.ts";
import { getConnectedAccount } from "./connected-account.ts";
import { updateConnectedAccount } from "./update-connected-account.ts";

/** Lists what a connected account asked to be able to do. */
export async function listCapabilities(
  ctx: Context,
  { id }: InputOf<Operations["capabilities.list"]>,
): Promise<List<Capability>> {
  const account = await getConnectedAccount(ctx, { id });
  const data = Object.keys(account.capabilities).map((name) => toCapability(account, name));
  return { object: "list", url: `/connect/accounts/${id}/capabilities`, has_more: false, data };
}

/** Reads one of them. */
export async function getCapability(
  ctx: Context,
  { id, capability }: InputOf<Operations["capabilities.get"]>,
): Promise<Capability> {
  const account = await getConnectedAccount(ctx, { id });
  if (!Object.hasOwn(account.capabilities, capability)) throw resourceMissing("capability", capability, "capability");
  return toCapability(account, capability);
}

/** Asks for a capability, or does without it. */
export async function updateCapability(
  ctx: Context,
  { id, capability, requested }: InputOf<Operations["capabilities.update"]>,
): Promise<Capability> {
  const account = await updateConnectedAccount(ctx, { id, capabilities: { [capability]: { requested } } });
  return toCapability(account, capability);
}

const toCapability = ({ id: account, capabilities, requirements }: ConnectedAccount, id: string): Capability => ({
  id,
  object: "capability",
  account,
  requested: Object.hasOwn(capabilities, id),
  requirements,
  status: capabilities[id] ?? "unrequested",
});
