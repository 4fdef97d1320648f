import * as contract from "../../packages/sdk/src/contract/index.ts";
import { limits } from "../../packages/sandbox/src/platform/limits.ts";
import { instruments } from "../../packages/sandbox/src/services/customers/instruments.ts";
import type { AttemptOutcome } from "../../packages/sandbox/src/services/customers/outcomes.ts";
import { attemptDelaysMs } from "../../packages/sandbox/src/services/webhooks/retry-schedule.ts";
import { generatedNote, paragraphs, table } from "./markdown.ts";
import { describeFields, describeType, type JsonSchema } from "./schema-text.ts";
import { streamSection } from "./stream-section.ts";

/** The schemas of the contract that are objects: each has a section of its own. */
const objects = Object.entries(contract as unknown as Record<string, JsonSchema>).filter(
  ([name, value]) => /^[A-Z]/.test(name) && value.type === "object" && value.properties && name !== "TextDocument",
);
const links = new Map<string, string>([
  ...objects.map(([name, schema]) => [JSON.stringify(schema), `[${name}](#${name.toLowerCase()})`] as const),
  [JSON.stringify(contract.Currency), "[currency](#money)"],
  [JSON.stringify(contract.Amount), "[amount](#money), at least 1"],
  [JSON.stringify(contract.Timestamp), "time in seconds"],
  [JSON.stringify({ enum: contract.scopes }), "[scope](#credentials)"],
  [JSON.stringify({ enum: contract.eventTypes }), "[event type](#event-types)"],
]);

function nameOf(schema: JsonSchema): string | undefined {
  const prefix = /^`(\w+_)…`$/.exec(schema.description ?? "")?.[1];
  return prefix === undefined ? links.get(JSON.stringify(schema)) : `id \`${prefix}…\``;
}

/** The reference of everything that the sandbox answers. */
export function apiPage(): string {
  const operations: contract.Operation[] = Object.values(contract.operations);
  const groups = Map.groupBy(operations, ({ path }) => groupOf(path));
  return paragraphs(
    "# API",
    generatedNote,
    `API version \`${contract.apiVersion}\`. Paths are relative to the URL that \`micro sandbox start\` prints: \`http://127.0.0.1:8080\` by default.`,
    "[Conventions](#conventions) · [Operations](#operations) · [Objects](#objects) · [Event types](#event-types) · [Webhooks](#webhook-deliveries) · [Test payment methods](#test-payment-methods) · [Stream](#stream) · [Errors](errors/README.md) · [States](payments/states.md) · [Postings](payments/postings.md)",
    ...conventions(),
    "## Operations",
    table(
      ["operation", "route", "access"],
      operations.map(({ id, method, path, access }) => [`[${id}](#${slug(id)})`, `\`${method} ${path}\``, access]),
    ),
    ...[...groups].flatMap(([title, group]) => [`### Operations: ${title}`, ...group.flatMap(describeOperation)]),
    "## Objects",
    ...objects.flatMap(([name, schema]) => [
      `### ${name}`,
      describeFields(schema, (part) => (part === schema ? undefined : nameOf(part)), { markOptional: true }),
    ]),
    ...eventSection(),
    ...instrumentSection(),
    ...streamSection(),
  );
}

const slug = (id: string) => id.replaceAll(".", "");

/** Operations stand together by the first part of their path. */
function groupOf(path: string): string {
  const first = path.split("/")[1] ?? "";
  return { ".well-known": "auth", health: "sandbox" }[first] ?? first;
}

function describeOperation(operation: contract.Operation): string[] {
  const { id, method, path, aliases = [], access, summary, status = 200, errors, produces } = operation;
  const input = operation.input as JsonSchema;
  const also = aliases.map((alias) => `, also \`${alias}\``).join("");
  const own = Object.entries(input.properties ?? {}).filter(([name]) => !isPageParam(name, input));
  const parameters = describeFields({ ...input, properties: Object.fromEntries(own) }, nameOf, { markOptional: true });
  const isList = own.length < Object.keys(input.properties ?? {}).length;
  return [
    `#### ${id}`,
    `\`${method} ${path}\`${also} · access ${access}`,
    summary,
    describePublishable(operation),
    parameters,
    isList ? `${own.length > 0 ? "And the" : "Takes the"} [parameters of every list](#lists).` : "",
    `Answers ${status}: ${produces ? `text, as ${produces.map((type) => `\`${type}\``).join(", ")}` : describeAnswer(operation.output)}.`,
    errors.length > 0 ? `Errors: ${errors.map(errorLink).join(", ")}.` : "",
  ];
}

/** What a publishable key may do by it. */
function describePublishable({ publishable }: contract.Operation): string {
  if (publishable === undefined) return "";
  const names = publishable.params.map((name) => `\`${name}\``);
  const last = names.pop();
  const also = last === undefined ? "" : `; it may send ${names.length > 0 ? `${names.join(", ")} and ` : ""}${last}`;
  return `Takes a [publishable key](#credentials)${publishable.clientSecret ? " with `client_secret`" : ""}${also}.`;
}

const isPageParam = (name: string, { properties }: JsonSchema) =>
  name in contract.pageParams && properties?.["starting_after"] !== undefined;

function describeAnswer(schema: JsonSchema): string {
  const { object, data } = schema.properties ?? {};
  const isList = object?.const === "list" && data?.items;
  return isList ? `a [list](#lists) of ${describeType(data.items ?? {}, nameOf)}` : describeType(schema, nameOf);
}

const errorLink = (code: contract.ErrorCode) => `[\`${code}\`](errors/${code}.md)`;

function conventions(): string[] {
  const { bodyBytesMax, idempotencyKeyCharsMax, idempotencyLifetimeSeconds, externalRequestIdCharsMax } = limits;
  return [
    "## Conventions",
    "### Credentials",
    "`Authorization: Bearer <key or token>`, or HTTP Basic with the key as user name, or `X-Api-Key: <key>`. The access of an operation is one of:",
    [
      "- `none`: no credentials are read.",
      "- `optional`: works with them and without.",
      "- `session`: the token of a login.",
      "- `any`: an API key or a token.",
      `- a scope: an API key that has it. A key that was created without \`scopes\` has all: ${contract.scopes.map((scope) => `\`${scope}\``).join(", ")}.`,
    ].join("\n"),
    "An account has a publishable key besides in each mode, `pk_test_…` and `pk_live_…`, which `auth.whoami` and `sandbox.get` show. It is public, for a payer's page or app: what it may do, and with what parameters, is said of the few operations that take it, and anything else is [`secret_key_required`](errors/secret_key_required.md). What it is shown leaves out what is the merchant's: metadata, the customer, charges, fees and transfers, statement descriptors and fingerprints; and it may expand `payment_method` only. `client_secret` is that of the intent in the path: another one is [`client_secret_mismatch`](errors/client_secret_mismatch.md), also with a secret key.",
    "A request is answered on this machine only: see [`host_forbidden`](errors/host_forbidden.md) and [`origin_forbidden`](errors/origin_forbidden.md).",
    "### Requests",
    `A body is one JSON object of at most ${bodyBytesMax / 1024 / 1024} MiB. GET and DELETE take their parameters in the query. A parameter that is not known is refused. Every answer has \`Request-Id\`; a caller's own \`X-Request-ID\`, up to ${externalRequestIdCharsMax} visible characters, comes back and is kept in the request log.`,
    "`metadata` holds up to 50 keys of at most 40 characters, with values of at most 500. An empty value leaves its key out.",
    "### Idempotency",
    `\`Idempotency-Key\`, up to ${idempotencyKeyCharsMax} characters, works on every POST with credentials. The same key with the same parameters, within ${idempotencyLifetimeSeconds / 3600} h of sandbox time, answers what was answered first, also a decline, with \`Idempotent-Replayed: true\` and \`Original-Request\`. Any other use of the key is [\`idempotency_error\`](errors/idempotency_error.md). What is refused before the work begins (credentials, scope, a malformed parameter) is not kept. The answers of the operations on the sandbox itself, \`sandbox.reset\` and \`clock.*\`, are remembered for as long as its process lives.`,
    "### Lists",
    'A list is `{object: "list", url, has_more, data}`, newest first, and stable while rows are added. Every list takes:',
    describeFields({ properties: contract.pageParams as unknown as Record<string, JsonSchema> }, nameOf, {
      markOptional: true,
    }),
    "A range stands in brackets: `?created[gte]=1700000000`.",
    "### Money",
    "An amount is an integer in the minor unit of its currency: `2000` usd is 20.00 dollars.",
    table(
      ["currency", "digits after the point", "an amount of 1"],
      contract.assetCodes.map((asset) => [
        `\`${asset}\``,
        String(contract.assets[asset].exponent),
        contract.formatAmount(1, asset),
      ]),
    ),
    "### Ids",
    `An id is a prefix, \`_\` and 24 letters and digits: ${Object.entries(contract.idPrefixes)
      .map(([kind, prefix]) => `\`${prefix}_\` ${kind.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)}`)
      .join(", ")}.`,
    "### Time",
    "An instant is whole seconds since 1970-01-01T00:00:00Z, by the clock of the sandbox, which can be [frozen](#clockfreeze) and [moved on](#clockadvance).",
  ];
}

function eventSection(): string[] {
  return [
    "## Event types",
    "An [Event](#event) is recorded in the transaction of its cause, and goes to every endpoint and stream that wants its type. `micro trigger <type>` brings it about by the calls of the last column.",
    table(
      ["type", "`data.object`", "meaning", "calls of `micro trigger`"],
      Object.entries(contract.eventCatalogue).map(([type, { object, meaning, trigger }]) => [
        `\`${type}\``,
        describeType(object as JsonSchema, nameOf),
        meaning,
        trigger.map(({ operation }) => `\`${operation}\``).join(", "),
      ]),
    ),
    "A pattern names several types: `payment.*` all that begin with `payment.`, and `*` all there are.",
    "## Webhook deliveries",
    `A webhook is a POST of the event, byte for byte the same at every attempt, with the headers \`webhook-id\`, \`webhook-timestamp\` and \`webhook-signature\` of [Standard Webhooks](https://www.standardwebhooks.com). Any 2xx within ${limits.deliveryTimeoutMs / 1000} s is success. A redirect is a failure. 410 disables the endpoint.`,
    `There are ${attemptDelaysMs.length} attempts. The first is made at once; then the waits are ${attemptDelaysMs.slice(1).map(describeWait).join(", ")}, each up to a fifth shorter or longer. \`Retry-After\` makes a wait longer, up to twice as long. After the last attempt the [Delivery](#delivery) is \`failed\`, and [webhook_deliveries.retry](#webhook_deliveriesretry) tries once more.`,
  ];
}

function describeWait(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 60) return `${seconds} s`;
  return seconds < 3600 ? `${seconds / 60} min` : `${seconds / 3600} h`;
}

const hasDisputes = Object.keys(contract.eventCatalogue).some((type) => type.startsWith("dispute."));

function instrumentSection(): string[] {
  return [
    "## Test payment methods",
    "`payment_method` takes an id, a token or a card number of this table. Anything else is [`resource_missing`](errors/resource_missing.md), never a success. A number is not stored; charges show its last four digits.",
    hasDisputes
      ? ""
      : "There are no disputes and no refunds yet: the cards that are named for them succeed, and nothing follows.",
    table(
      ["id", "tokens", "numbers", "outcome"],
      instruments.map(({ id, tokens, numbers, outcome }) => [
        `\`${id}\``,
        tokens.map((token) => `\`${token}\``).join(", "),
        numbers.join(", "),
        describeOutcome(outcome),
      ]),
    ),
  ];
}

function describeOutcome(outcome: AttemptOutcome): string {
  switch (outcome.kind) {
    case "approved":
      return "succeeds";
    case "declined":
      return `${errorLink(outcome.code)}${outcome.declineCode === null ? "" : ` / \`${outcome.declineCode}\``}`;
    case "processing":
      if (outcome.settles === "never") return "`processing` for ever";
      return outcome.settles === "approved"
        ? "`processing`, then succeeds"
        : `\`processing\`, then fails: \`${outcome.settles.failureCode}\``;
    case "from_cash_balance":
      return "paid out of the customer's cash balance, or waits for a transfer";
    case "challenged":
      return `\`requires_action\`; once authenticated: ${describeOutcome(outcome.passed)}`;
  }
}
