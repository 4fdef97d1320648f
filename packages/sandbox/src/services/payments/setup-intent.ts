import type { PaymentError, SetupIntent } from "@micro/sdk/contract";

import { clientSecretOf } from "../../platform/client-secret.ts";
import type { Context } from "../../platform/context.ts";
import { DomainError, resourceMissing } from "../../platform/errors.ts";
import { recordEvent } from "../activity/index.ts";
import { parseTypes } from "./payment-intent.ts";
import { setupIntentTransitions, setupStatusesThatAllow, type SetupIntentCommand } from "./setup-intent-state.ts";
import { setupIntents } from "./store.ts";
import type { SetupIntentRow } from "./tables.ts";

/** The setup intent as the API shows it. */
export function toSetupIntent(
  { platform, principal }: Pick<Context, "platform" | "principal">,
  row: Omit<SetupIntentRow, "n">,
): SetupIntent {
  const clientSecret = clientSecretOf(platform.secrets, row);
  const url = `${platform.baseUrl()}/authenticate/${clientSecret}`;
  return {
    id: row.id,
    object: "setup_intent",
    cancellation_reason: row.cancellation_reason,
    client_secret: clientSecret,
    created: row.created,
    customer: row.customer,
    description: row.description,
    last_setup_error: row.last_setup_error === null ? null : (JSON.parse(row.last_setup_error) as PaymentError),
    livemode: principal.mode === "live",
    metadata: JSON.parse(row.metadata) as SetupIntent["metadata"],
    next_action:
      row.status === "requires_action"
        ? { type: "redirect_to_url", redirect_to_url: { url, return_url: row.return_url } }
        : null,
    payment_method: row.payment_method,
    payment_method_types: parseTypes(row.payment_method_types),
    status: row.status,
    usage: row.usage,
  };
}

/** Reads a setup intent, or throws. */
export async function getSetupIntentRow({ tx, principal }: Context, id: string): Promise<SetupIntentRow> {
  const row = await tx.first(setupIntents.find, { id, realm: principal.realm });
  if (!row) throw resourceMissing("setup intent", id);
  return row;
}

/** Throws where the setup intent's status does not allow the command. */
export function assertSetupAllows(ctx: Context, row: SetupIntentRow, command: SetupIntentCommand): void {
  if (setupIntentTransitions[row.status][command]) return;
  throw new DomainError("setup_intent_unexpected_state", {
    message: `The setup intent is '${row.status}'; to ${command} it must be one of: ${setupStatusesThatAllow(command).join(", ")}.`,
    resource: { setup_intent: toSetupIntent(ctx, row) },
  });
}

/** The events that a setup intent's change is told by; a change of its notes is told by none. */
export type SetupEvent =
  | "setup_intent.canceled"
  | "setup_intent.requires_action"
  | "setup_intent.setup_failed"
  | "setup_intent.succeeded";

/** Writes a changed setup intent, and tells of it if there is a word for it. */
export async function saveSetupIntent(ctx: Context, row: SetupIntentRow, type?: SetupEvent): Promise<SetupIntent> {
  await ctx.tx.run(setupIntents.update, row);
  const intent = toSetupIntent(ctx, row);
  if (type) await recordEvent(ctx, type, intent);
  return intent;
}
