import type { ConfirmationToken, InputOf, Operations } from "@micro/sdk/contract";

import type { Context } from "../../platform/context.ts";
import { DomainError, resourceMissing } from "../../platform/errors.ts";
import { inSandboxTime } from "../../platform/sandbox-time.ts";
import { toShipping } from "../customers/index.ts";
import { confirmationTokens } from "./store.ts";
import type { ConfirmationTokenRow } from "./tables.ts";

type Shipping = NonNullable<InputOf<Operations["confirmation_tokens.create"]>["shipping"]>;

/** The confirmation token as the API shows it. */
export function toConfirmationToken(
  { principal }: Pick<Context, "principal">,
  row: Omit<ConfirmationTokenRow, "n">,
): ConfirmationToken {
  const shipping = shippingOf(row);
  return {
    id: row.id,
    object: "confirmation_token",
    created: row.created,
    expires_at: isUsed(row) ? null : row.expires_at,
    livemode: principal.mode === "live",
    metadata: JSON.parse(row.metadata) as ConfirmationToken["metadata"],
    payment_intent: row.payment_intent,
    payment_method_preview: JSON.parse(row.payment_method_preview) as ConfirmationToken["payment_method_preview"],
    return_url: row.return_url,
    setup_future_usage: row.setup_future_usage,
    setup_intent: row.setup_intent,
    shipping: shipping ? toShipping(shipping) : null,
  };
}

const isUsed = (row: Pick<ConfirmationTokenRow, "payment_intent" | "setup_intent">): boolean =>
  row.payment_intent !== null || row.setup_intent !== null;

// It was stored by `createConfirmationToken`.
const shippingOf = ({ shipping }: Pick<ConfirmationTokenRow, "shipping">): Shipping | undefined =>
  shipping === null ? undefined : (JSON.parse(shipping) as Shipping);

/** Reads a confirmation token. */
export async function getConfirmationToken(ctx: Context, { id }: { id: string }): Promise<ConfirmationToken> {
  return toConfirmationToken(ctx, await getTokenRow(ctx, id, "id"));
}

async function getTokenRow({ tx, principal }: Context, id: string, param: string): Promise<ConfirmationTokenRow> {
  const row = await tx.first(confirmationTokens.find, { id, realm: principal.realm });
  if (!row) throw resourceMissing("confirmation token", id, param);
  return row;
}

/** What a confirmation is told that a token can hold, too. */
interface Confirming {
  confirmation_token?: string | undefined;
  payment_method?: string | undefined;
  payment_method_id?: string | undefined;
  payment_method_data?: unknown;
  return_url?: string | undefined;
  setup_future_usage?: NonNullable<ConfirmationToken["setup_future_usage"]> | undefined;
  shipping?: Shipping | undefined;
}

/**
 * What a confirmation is told, with what its token holds: what is sent besides wins. The token is used up by it, also where
 * the method is declined. Throws where it was used before, or is over.
 */
export async function withToken<Input extends Confirming>(
  ctx: Context,
  input: Input,
  by: Partial<Pick<ConfirmationTokenRow, "payment_intent" | "setup_intent">>,
): Promise<Input> {
  if (input.confirmation_token === undefined) return input;
  const row = await getTokenRow(ctx, input.confirmation_token, "confirmation_token");
  if (isUsed(row)) refuse(row, "has already been used", ctx);
  if (inSandboxTime(ctx).now >= row.expires_at) refuse(row, "has expired", ctx);
  await ctx.tx.run(confirmationTokens.update, { ...row, ...by });
  const names = [input.payment_method, input.payment_method_id, input.payment_method_data];
  const held: Confirming = {
    ...(names.every((name) => name === undefined) && { payment_method: row.payment_method }),
    return_url: row.return_url ?? undefined,
    setup_future_usage: row.setup_future_usage ?? undefined,
    shipping: shippingOf(row),
  };
  return { ...held, ...input };
}

function refuse(row: ConfirmationTokenRow, why: string, ctx: Context): never {
  throw new DomainError("state_conflict", {
    message: `This ConfirmationToken ${why}: have the page collect another one.`,
    param: "confirmation_token",
    resource: { confirmation_token: toConfirmationToken(ctx, row) },
  });
}
