import { Type, type Static } from "typebox";

import { bankAccountParams } from "./bank-accounts.ts";
import { businessTypes, ConnectedAccount } from "./connected-accounts.ts";
import { operation } from "./operation.ts";
import { Id, Nullable, OneOf, Params, Text, Timestamp } from "./schema.ts";

/** What an onboarding link is for: to be identified, or to change what was told. */
export const accountLinkTypes = ["account_onboarding", "account_update"] as const;

export const AccountLink = Type.Object({
  object: Type.Literal("account_link"),
  created: Timestamp,
  expires_at: Timestamp,
  url: Type.String({ description: "Good for one visit that ends in an answer." }),
});
/** A page on which the holder of a connected account says who he is. */
export type AccountLink = Static<typeof AccountLink>;

export const LoginLink = Type.Object({
  object: Type.Literal("login_link"),
  created: Timestamp,
  url: Type.String(),
});
/** A page on which the holder of an express account sees how it stands. */
export type LoginLink = Static<typeof LoginLink>;

export const OnboardingPage = Type.Object({
  object: Type.Literal("onboarding_page"),
  account: ConnectedAccount,
  next_url: Nullable(Type.String({ description: "Where the browser has to go now." })),
  state: OneOf("open", "done", "expired", "shown"),
});
/** What the page of an onboarding or login link shows; `shown` is that of a login. */
export type OnboardingPage = Static<typeof OnboardingPage>;

const PageUrl = Type.String({ minLength: 1, maxLength: 2048, pattern: "^https?://" });

export const onboardingOperations = {
  "account_links.create": operation({
    id: "account_links.create",
    method: "POST",
    path: "/connect/account_links",
    access: "payments:write",
    summary:
      "Make a link to the page on which a connected account's holder is identified; good for five minutes, once.",
    input: Params({
      account: Id("connectedAccount"),
      refresh_url: PageUrl,
      return_url: PageUrl,
      type: OneOf(...accountLinkTypes),
    }),
    output: AccountLink,
    status: 201,
    errors: ["resource_missing", "state_conflict"],
  }),
  "login_links.create": operation({
    id: "login_links.create",
    method: "POST",
    path: "/connect/accounts/{id}/login_links",
    access: "payments:write",
    summary: "Make a link to the page on which an express account's holder sees how it stands.",
    input: Params({ id: Id("connectedAccount") }),
    output: LoginLink,
    status: 201,
    errors: ["resource_missing", "state_conflict"],
  }),
  "onboarding_page.get": operation({
    id: "onboarding_page.get",
    method: "GET",
    path: "/hosted/onboarding",
    access: "client_secret",
    summary: "What the page of an onboarding or login link shows.",
    input: Params({}),
    output: OnboardingPage,
    errors: ["resource_missing"],
  }),
  "onboarding_page.submit": operation({
    id: "onboarding_page.submit",
    method: "POST",
    path: "/hosted/onboarding",
    access: "client_secret",
    summary: "Say who holds a connected account, as its holder.",
    input: Params({
      account_number: Type.Optional(bankAccountParams.account_number),
      business_type: Type.Optional(OneOf(...businessTypes)),
      email: Type.Optional(Text(254)),
      name: Type.Optional(Text(200)),
    }),
    output: OnboardingPage,
    errors: ["resource_missing", "state_conflict"],
  }),
};
