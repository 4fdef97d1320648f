import { inspect } from "node:util";

import { eventTypes, matchesEventPattern } from "@micro/sdk/contract";

import { stripeTypeOf } from "../surfaces/stripe/index.ts";
import type { TestView } from "./test-account.ts";

/** What a matcher looks at: a sandbox, or an account of one. */
export type Judged = Pick<TestView, "events" | "ledger" | "webhooks">;

/** Whether it is so, and what to say where a test expected otherwise. */
export interface Verdict {
  pass: boolean;
  message: () => string;
}

/** Whether an object has all that is wanted of it. Each runner brings its own, with its own wildcards. */
export type Fits = (object: unknown, wanted: unknown) => boolean;

/** Throws a `TypeError` for what is no sandbox: a matcher that looks at nothing would never fail. */
export function assertJudged(received: unknown): asserts received is Judged {
  const isJudged = typeof received === "object" && received !== null && "events" in received && "webhooks" in received;
  if (isJudged) return;
  throw new TypeError(`Give a test sandbox or one of its accounts, not ${inspect(received, { depth: 0 })}.`);
}

const emittedTypes = new Set<string>(eventTypes);
/** An endpoint may be sent to the receiver that gets events as Stripe names them. */
const deliveredTypes = new Set(eventTypes.flatMap((type) => [type, stripeTypeOf(type) ?? type]));

/** Throws a `TypeError` for an unknown type: an assertion that no such event happened could never fail. */
function assertType(type: string, known: ReadonlySet<string>): void {
  if (known.has(type)) return;
  throw new TypeError(`There is no event of the type ${inspect(type)}. The types are in docs/events.md.`);
}

/** Throws a `TypeError` for a type or a pattern (`payment.*`) that no webhook is of. */
export function assertDelivered(pattern: string): void {
  if (![...deliveredTypes].some((type) => matchesEventPattern(type, pattern))) assertType(pattern, deliveredTypes);
}

/** Whether an event of the type happened whose object fits, when everything under way is done. */
export async function judgeEmitted(seen: Judged, type: string, wanted: unknown, fits: Fits): Promise<Verdict> {
  assertType(type, emittedTypes);
  await seen.webhooks.received();
  const events = await seen.events.list();
  const ofType = events.filter((event) => event.type === type);
  const pass = ofType.some(({ data }) => fits(data.object, wanted ?? {}));
  return {
    pass,
    message: () =>
      complain(
        type,
        wanted,
        pass,
        "emitted",
        describe(
          ofType.map(({ data }) => data.object),
          events,
        ),
      ),
  };
}

/** Whether a webhook of the type reached the receiver and was taken, and its object fits. */
export async function judgeDelivered(seen: Judged, type: string, wanted: unknown, fits: Fits): Promise<Verdict> {
  assertType(type, deliveredTypes);
  const webhooks = await seen.webhooks.received();
  const ofType = webhooks.filter((webhook) => webhook.type === type);
  const taken = ofType.filter(({ status }) => status >= 200 && status < 300);
  const pass = taken.some(({ event }) => fits(event.data.object, wanted ?? {}));
  const refused = ofType.length - taken.length;
  const errors = [...new Set(ofType.flatMap(({ error }) => error ?? []))];
  const objects = taken.map(({ event }) => event.data.object);
  const rest = refused === 0 ? "" : ["", `The receiver refused ${refused} of them.`, ...errors].join("\n");
  return { pass, message: () => complain(type, wanted, pass, "delivered", describe(objects, webhooks) + rest) };
}

/** Whether payments, balances and the ledger agree and its chain of hashes holds. */
export async function judgeBalanced(seen: Judged): Promise<Verdict> {
  try {
    await seen.ledger.assertBalanced();
    return { pass: true, message: () => "The books were expected not to agree, and do." };
  } catch (cause) {
    return { pass: false, message: () => (cause instanceof Error ? cause.message : String(cause)) };
  }
}

function complain(type: string, wanted: unknown, pass: boolean, done: string, found: string): string {
  const what = wanted === undefined ? type : `${type} with ${inspect(wanted, { depth: 4 })}`;
  return pass ? `${what} was expected not to be ${done}, and was.` : `${what} was expected to be ${done}.\n${found}`;
}

function describe(objects: readonly unknown[], all: readonly { type: string }[]): string {
  if (objects.length > 0) return `Of that type: ${inspect(objects, { depth: 2 })}`;
  const types = [...new Set(all.map(({ type }) => type))];
  return types.length === 0 ? "There was nothing at all." : `There was only: ${types.join(", ")}.`;
}

/** Whether all that `wanted` names is in the object, with equal values; lists have to be as long. */
export function isSubset(object: unknown, wanted: unknown): boolean {
  if (Object.is(object, wanted)) return true;
  if (typeof wanted !== "object" || wanted === null || typeof object !== "object" || object === null) return false;
  if (Array.isArray(wanted) && !(Array.isArray(object) && object.length === wanted.length)) return false;
  return Object.entries(wanted).every(([name, value]) => isSubset(Reflect.get(object, name), value));
}
