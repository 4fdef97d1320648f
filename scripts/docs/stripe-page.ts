import { readFileSync } from "node:fs";

import { stripeTypeOf, typesKnownToStripe } from "../../packages/sandbox/src/surfaces/stripe/event-types.ts";
import { notImitated } from "../../packages/sandbox/src/surfaces/stripe/not-imitated.ts";
import { resources } from "../../packages/sandbox/src/surfaces/stripe/routes.ts";
import { parametersOf } from "../../packages/sandbox/src/surfaces/stripe/to-input.ts";
import { stripeVersion } from "../../packages/sandbox/src/surfaces/stripe/version.ts";
import { versionChanges } from "../../packages/sandbox/src/surfaces/stripe/versions/index.ts";
import { assetCodes } from "../../packages/sdk/src/contract/money.ts";
import { generatedNote, paragraphs, table } from "./markdown.ts";

const code = (text: string) => `\`${text}\``;
const fenced = (language: string, text: string) => `\`\`\`${language}\n${text}\n\`\`\``;

const triggers = new URL("../../packages/sandbox/test/wire/stripe/passing-triggers.json", import.meta.url);
const passingTriggers = JSON.parse(readFileSync(triggers, "utf8")) as string[];

/** How to use the sandbox in Stripe's place, and what of Stripe it imitates. */
export function stripePage(): string {
  return paragraphs(
    "# Stripe's API",
    generatedNote,
    `Below \`/v1\` the sandbox answers as Stripe does, in the version ${code(stripeVersion)}: form bodies in, Stripe's objects, errors, lists, events and signatures out. What was written against Stripe runs against it, offline; what a payment may do is decided by the same rules as on the sandbox's own API, and both see the same payments.`,
    "## Pointing a client at it",
    "Use the sandbox's test key as the secret key: `micro sandbox status` prints it. Then tell the client where Stripe is.",
    fenced(
      "ts",
      `import Stripe from "stripe";

const stripe = new Stripe(process.env.MICRO_API_KEY ?? "", { host: "127.0.0.1", port: 8080, protocol: "http" });`,
    ),
    fenced(
      "python",
      `import os, stripe

stripe.api_key = os.environ["MICRO_API_KEY"]
stripe.api_base = "http://127.0.0.1:8080"`,
    ),
    fenced("ruby", `Stripe.api_key = ENV.fetch("MICRO_API_KEY")\nStripe.api_base = "http://127.0.0.1:8080"`),
    fenced(
      "php",
      `$stripe = new \\Stripe\\StripeClient([
  "api_key" => getenv("MICRO_API_KEY"),
  "api_base" => "http://127.0.0.1:8080",
]);`,
    ),
    fenced(
      "go",
      `stripe.Key = os.Getenv("MICRO_API_KEY")
stripe.SetBackend(stripe.APIBackend, stripe.GetBackendWithConfig(stripe.APIBackend, &stripe.BackendConfig{
	URL: stripe.String("http://127.0.0.1:8080"),
}))`,
    ),
    fenced("java", `Stripe.apiKey = System.getenv("MICRO_API_KEY");\nStripe.overrideApiBase("http://127.0.0.1:8080");`),
    fenced(
      "csharp",
      `StripeConfiguration.StripeClient = new StripeClient(
    Environment.GetEnvironmentVariable("MICRO_API_KEY"), apiBase: "http://127.0.0.1:8080");`,
    ),
    "## Older versions",
    `A client that pins an older version by \`Stripe-Version\` is answered in it, and an endpoint that is made with \`api_version\` has its events in it. Who asks for none has the version that the sandbox was started with: ${code(stripeVersion)}, or what \`micro sandbox start --stripe-version 2024-06-20\` says, \`stripeVersion\` in a test. That is the account's own version at Stripe's: old clients that pin none, and \`stripe listen\` without \`--latest\`, go by it. Versions before 2022-11-15 are answered as that one.`,
    table(
      ["before", "what is as it was"],
      versionChanges.map(({ since, summary }) => [code(since), summary]),
    ),
    "An event knows the price of an invoice's line by its id, product, currency and unit amount alone. The coupon of a discount is as it was when it was redeemed. Usage records and `iterations` of a schedule's phase are not imitated.",
    "## Payers' pages",
    "A page or an app has the publishable key, `pk_test_…`: `micro sandbox status` prints it, `micro exec` puts it into `MICRO_PUBLISHABLE_KEY` and `STRIPE_PUBLISHABLE_KEY`, and tests have it as `sandbox.publishableKey`. With it alone a payer makes payment methods, tokens and sources. With the `client_secret` of an intent, too, he reads and confirms that intent, by what Stripe lets a payer decide. Answers leave out what Stripe leaves out: `customer`, `metadata`, `latest_charge` and the like. Anything else is 403 `secret_key_required`. An intent with `confirmation_method: manual` is confirmed by the server.",
    "The key is sent as any other, or as the parameter `key` where no header has one. `Stripe-Account` acts for a connected account. A page of another origin has to be let in by `--cors-origin`, or `corsOrigins` in a test.",
    "A page that collects cards by Stripe.js takes its script from `/stripe.js` of the sandbox and a publishable key: [Stripe.js in the browser](guides/browser.md). The `url` of a checkout session is a page of the sandbox.",
    "[`examples/stripe-server`](../examples/stripe-server/server.ts) accepts payments, and its [marketplace](../examples/stripe-server/marketplace.ts) onboards sellers and keeps its share: written against Stripe, run here.",
    "## What has been run against it",
    "Besides Stripe's own packages for Node and Python: `@better-auth/stripe` 1.7 (customers on sign-up, checkout, changes by the portal and by schedules, cancelling and restoring, seats of organisations, webhooks), `@supabase/stripe-sync-engine` 0.48 (webhooks, and a backfill of everything but early fraud warnings) and `@medusajs/payment-stripe` 2.21 (account holders, holds, captures, refunds, saved methods, webhooks), each with nothing changed but where Stripe is.",
    "## Stripe's command line",
    "Stripe's own `stripe` runs against the sandbox with `--api-base`, which its help does not list, and the sandbox's key in `STRIPE_API_KEY`:",
    fenced(
      "sh",
      `stripe listen --all-snapshot --forward-to localhost:4242/webhook --api-base http://127.0.0.1:8080
stripe trigger charge.captured --api-base http://127.0.0.1:8080
stripe logs tail --api-base http://127.0.0.1:8080`,
    ),
    "`get`, `post`, `delete`, `events resend` and `fixtures` work in the same way. What a listener did not acknowledge is sent again when it connects again; after a reset of the sandbox it opens a new session by itself. Events of connected accounts go to `--forward-connect-to`. There are no thin events.",
    `These triggers bring about the events that they are named by; the list may only grow: ${passingTriggers.map(code).join(", ")}.`,
    "## What is imitated",
    "Parameters are those of Stripe's names that are taken; any other is refused by its name. What is missing is not made up: it is absent or null.",
    table(
      ["resource", "routes", "missing"],
      resources.map(({ name, routes, gaps = [] }) => [code(name), String(routes.length), gaps.join(" ")]),
    ),
    ...resources.flatMap(({ name, routes }) => [
      `### ${name}`,
      table(
        ["route", "operation", "parameters"],
        routes.map((route) => [
          code(`${route.method} /v1${route.path}`) + (route.until === undefined ? "" : `, before ${code(route.until)}`),
          code(route.operation),
          parametersOf(route).map(code).join(", ") || "none",
        ]),
      ),
    ]),
    "## Events",
    "Events are the log's, in Stripe's names, with the same ids. Endpoints that are made through `/v1/webhook_endpoints` get them signed with `Stripe-Signature`; `enabled_events` may name events that never come.",
    table(
      ["Stripe's name", "here"],
      typesKnownToStripe.map((type) => [code(stripeTypeOf(type) ?? ""), code(type)]),
    ),
    "## What is not imitated",
    `A route of these resources answers 501 with [stripe_not_imitated](errors/stripe_not_imitated.md): ${notImitated.map(code).join(", ")}; and everything below \`/v2\`.`,
    "## By design",
    [
      "- A token (`tok_…`), a source (`src_…`) and a customer's card (`card_…`) are a payment method under another prefix.",
      "- A direct charge has a payment intent behind it, so `payment_intent` of a charge is never null.",
      "- An unknown card number is an error. Amounts, fees, delays and disputes follow the sandbox's settings.",
      `- Currencies are ${assetCodes.map(code).join(", ")}; any other is refused.`,
      "- A connected account is enabled at once. `Stripe-Account` acts for it; its events are in its own log, and what is told about it, such as `account.updated`, in the platform's.",
      "- Messages are the sandbox's sentences; `type`, `code`, `decline_code` and `param` are Stripe's.",
    ].join("\n"),
    "## Quirks of clients",
    [
      "- `True` and `False`, arrays with and without an index, and parameters of a GET in its body are taken as Stripe takes them.",
      "- An empty text unsets: a field, a key of `metadata`, or all of it with `metadata=`.",
      "- Clients repeat a failed request by themselves with the same `Idempotency-Key`; the answer is the first one's, with `Idempotent-Replayed: true`. `Stripe-Should-Retry` tells them when not to.",
    ].join("\n"),
  );
}
