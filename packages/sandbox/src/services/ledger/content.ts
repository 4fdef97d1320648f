import { hash } from "node:crypto";

import type { InputOf, Operations } from "@micro/sdk/contract";

import { canonicalJson } from "../../platform/canonical-json.ts";
import type { Context } from "../../platform/context.ts";
import { DomainError } from "../../platform/errors.ts";
import { dropEmptyValues } from "../../platform/metadata.ts";
import { anyRefusal, findIdByReference, findRefusal, findTransaction } from "./store.ts";
import type { Content, JournalRow } from "./tables.ts";

export type TransactionInput = InputOf<Operations["ledger_transactions.create"]>;

/** What was sent, with the reference it was sent under. */
export interface Sent extends Content {
  reference_id: string;
  expires_in_s: number | null;
}

/** What a caller sent, in the form in which it is kept and compared. */
export function contentOf(input: TransactionInput): Sent {
  const { reference_id, description, entries, exchange_rates: rates = [], pending = false, expires_in_s } = input;
  if (expires_in_s !== undefined && !pending) {
    throw new DomainError("parameter_invalid", {
      message: "Only a transaction with `pending: true` expires.",
      param: "expires_in_s",
    });
  }
  const sent = entries.map((entry, index) => [entry.account_id, signedAmount(entry, index), entry.currency ?? null]);
  return {
    reference_id: reference_id.toWellFormed(),
    description: description?.toWellFormed() ?? null,
    metadata: canonicalJson(dropEmptyValues(input.metadata)),
    entries_digest: hash("sha256", JSON.stringify(sent)),
    exchange_rates: JSON.stringify(rates.map(({ from, to, rate }) => ({ from, to, rate }))),
    pending: pending ? 1 : 0,
    effective_at: input.effective_at ?? null,
    expires_in_s: expires_in_s ?? null,
  };
}

/** The amount with its sign: debits are positive. */
export function signedAmount({ amount, direction }: TransactionInput["entries"][number], index: number): number {
  const param = `entries[${index}].amount`;
  if (amount === 0) throw new DomainError("amount_zero", { param });
  if (direction === undefined) return amount;
  if (amount < 0 && direction === "debit") {
    throw new DomainError("parameter_invalid_integer", {
      message: "A negative amount is a credit: send it without `direction`, or a positive amount with it.",
      param,
    });
  }
  return direction === "debit" ? amount : -Math.abs(amount);
}

/** The transaction that was recorded under this reference, if there is one; throws when other content was, or it failed. */
export async function findEarlier({ tx, principal }: Context, sent: Sent): Promise<JournalRow | undefined> {
  const key = { reference_id: sent.reference_id, realm: principal.realm };
  const id = (await tx.first(findIdByReference, key))?.id;
  const earlier = id === undefined ? undefined : await tx.first(findTransaction, { id, realm: key.realm });
  if (earlier) {
    const expiresIn = earlier.expires_at === null ? null : earlier.expires_at - earlier.created;
    assertSame(sent, { ...earlier, expires_in_s: expiresIn });
    return earlier;
  }
  if (!(await tx.first(anyRefusal, { realm: key.realm }))) return undefined;
  const refusal = await tx.first(findRefusal, key);
  if (!refusal) return undefined;
  assertSame(sent, refusal);
  const { code, message, param } = refusal;
  throw new DomainError(code, {
    message: `${message} It failed so when it was first sent, and stays failed.`,
    ...(param !== null && { param }),
  });
}

/** The names of what is compared, as the caller knows them. */
const fields = {
  entries_digest: "entries",
  description: "description",
  metadata: "metadata",
  exchange_rates: "exchange_rates",
  effective_at: "effective_at",
  pending: "pending",
  expires_in_s: "expires_in_s",
} as const satisfies Record<Exclude<keyof Sent, "reference_id">, string>;

function assertSame(sent: Sent, earlier: Omit<Sent, "reference_id">): void {
  for (const [column, name] of Object.entries(fields) as [keyof typeof fields, string][]) {
    if (sent[column] === earlier[column]) continue;
    throw new DomainError("reference_conflict", {
      message: `The reference '${sent.reference_id}' is in use by a transaction with other \`${name}\`.`,
      param: name,
    });
  }
}
