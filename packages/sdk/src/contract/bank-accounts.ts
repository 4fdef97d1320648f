import { Type, type Static } from "typebox";

import { operation } from "./operation.ts";
import {
  Currency,
  Id,
  List,
  Metadata,
  MetadataParam,
  Nullable,
  OneOf,
  pageParams,
  Params,
  Text,
  Timestamp,
} from "./schema.ts";

export const bankHolderTypes = ["individual", "company"] as const;

export const BankAccount = Type.Object({
  id: Id("bankAccount"),
  object: Type.Literal("bank_account"),
  account: Id("connectedAccount"),
  account_holder_name: Nullable(Type.String()),
  account_holder_type: Nullable(OneOf(...bankHolderTypes)),
  bank_name: Type.String(),
  country: Type.String(),
  created: Timestamp,
  currency: Currency,
  default_for_currency: Type.Boolean(),
  deleted: Type.Optional(Type.Boolean({ description: "True in the answer that says so." })),
  fingerprint: Type.String({ description: "The same for the same number." }),
  last4: Type.String(),
  metadata: Metadata,
  routing_number: Nullable(Type.String()),
  status: Type.Literal("new"),
});
/** Where the money of a connected account is paid out to. The number decides what becomes of a payout. */
export type BankAccount = Static<typeof BankAccount>;

/** A bank account as it is told. */
export const bankAccountParams = {
  account_number: Type.String({
    pattern: "^[0-9A-Z]{4,34}$",
    examples: ["000123456789"],
    description: "`000123456789` takes payouts, `000111111113` is closed, `000111111116` is none.",
  }),
  account_holder_name: Type.Optional(Text(200)),
  account_holder_type: Type.Optional(OneOf(...bankHolderTypes)),
  country: Type.String({ pattern: "^[A-Z]{2}$", examples: ["US"] }),
  currency: Currency,
  routing_number: Type.Optional(Text(20)),
};

const ofAccount = { id: Id("connectedAccount"), bank_account: Id("bankAccount") };

export const bankAccountOperations = {
  "bank_accounts.create": operation({
    id: "bank_accounts.create",
    method: "POST",
    path: "/connect/accounts/{id}/bank_accounts",
    access: "payments:write",
    summary: "Give a connected account a bank account; its first one in a currency is its default.",
    input: Params({
      id: Id("connectedAccount"),
      ...bankAccountParams,
      default_for_currency: Type.Optional(Type.Boolean()),
      metadata: Type.Optional(MetadataParam),
    }),
    output: BankAccount,
    status: 201,
    errors: ["resource_missing"],
  }),
  "bank_accounts.list": operation({
    id: "bank_accounts.list",
    method: "GET",
    path: "/connect/accounts/{id}/bank_accounts",
    access: "payments:read",
    summary: "List a connected account's bank accounts.",
    input: Params({ id: Id("connectedAccount"), ...pageParams }),
    output: List(BankAccount),
    errors: ["resource_missing"],
  }),
  "bank_accounts.get": operation({
    id: "bank_accounts.get",
    method: "GET",
    path: "/connect/accounts/{id}/bank_account",
    access: "payments:read",
    summary: "Read a bank account.",
    input: Params(ofAccount),
    output: BankAccount,
    errors: ["resource_missing"],
  }),
  "bank_accounts.update": operation({
    id: "bank_accounts.update",
    method: "POST",
    path: "/connect/accounts/{id}/bank_account",
    access: "payments:write",
    summary: "Change a bank account, or make it the default of its currency.",
    input: Params({
      ...ofAccount,
      account_holder_name: Type.Optional(Nullable(Text(200))),
      account_holder_type: Type.Optional(Nullable(OneOf(...bankHolderTypes))),
      default_for_currency: Type.Optional(Type.Literal(true)),
      metadata: Type.Optional(Nullable(MetadataParam)),
    }),
    output: BankAccount,
    errors: ["resource_missing"],
  }),
  "bank_accounts.delete": operation({
    id: "bank_accounts.delete",
    method: "DELETE",
    path: "/connect/accounts/{id}/bank_account",
    access: "payments:write",
    summary: "Take a bank account away that is no default, or the last one.",
    input: Params(ofAccount),
    output: BankAccount,
    errors: ["resource_missing", "state_conflict"],
  }),
};
