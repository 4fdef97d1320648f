import { ApiError } from "../client/api-error.ts";
import type { Client } from "../client/client-types.ts";
import {
  eventCatalogue,
  eventTypes,
  nearestNames,
  type EventType,
  type OperationId,
  type TriggerStep,
} from "../contract/index.ts";
import { parseExisting } from "./existing.ts";
import { parseOverride, parseRemoval, planSteps, type PlannedStep } from "./overrides.ts";
import { substitute, valueAt } from "./substitute.ts";
import { TriggerError } from "./trigger-error.ts";

/** What may be told to a trigger. */
export interface TriggerOptions {
  /**
   * Values instead of the catalogue's: `payment_intent.amount=500` with the step's name in front, `amount=500` for the first
   * step that takes it, `metadata.order=7`, `entries[0].amount=500`. Each is read as the parameter's schema has it.
   */
  overrides?: readonly string[] | undefined;
  /** Parameters to leave out, named as in `overrides`. */
  removals?: readonly string[] | undefined;
  /** Ids of objects that exist, by the name of the step that would have made them: they are read instead. */
  existing?: Readonly<Record<string, string>> | undefined;
  /** Calls to make instead of the catalogue's. */
  steps?: readonly TriggerStep[] | undefined;
  /** Ends the trigger with the signal's reason. */
  signal?: AbortSignal | undefined;
  /** Gives the word that `${unique}` stands for: a random one by default. Called once. */
  unique?: (() => string) | undefined;
}

/** One call that a trigger made. */
export interface TriggerStepResult {
  /** The name in the catalogue. */
  name: string;
  /** What was called. */
  operation: OperationId;
  /** The id of what the call made or changed, if it has one. */
  id: string | undefined;
  /** What was sent. */
  input: Readonly<Record<string, unknown>>;
  /** What was answered; for a call that was meant to fail, the resource in its error. */
  answer: Readonly<Record<string, unknown>>;
}

/** What a trigger did. */
export interface TriggerResult {
  /** The type that was asked for. */
  type: EventType;
  /** The calls, in order. */
  steps: TriggerStepResult[];
}

/**
 * Brings an event about by ordinary calls, as the catalogue of events has it. Throws a `TriggerError` for a type or an
 * override that does not exist, before anything is called, and what `client.call` rejects with.
 */
export async function runTrigger(
  client: Pick<Client, "call">,
  type: string,
  options: TriggerOptions = {},
): Promise<TriggerResult> {
  if (!isEventType(type)) throw unknownType(type);
  const { overrides = [], removals = [], signal, unique = randomWord } = options;
  const planned = planSteps(options.steps ?? eventCatalogue[type].trigger);
  const parsed = [
    ...overrides.map((text) => parseOverride(planned, text)),
    ...removals.map((path) => parseRemoval(planned, path)),
  ];
  const existing = parseExisting(planned, options.existing ?? {});
  const word = unique();
  const steps: TriggerStepResult[] = [];

  for (const step of planned) {
    const known = existing.get(step.name);
    if (known !== undefined) {
      const answer = toRecord(await client.call(known.operation, { id: known.id }, { signal }));
      steps.push({ name: step.name, operation: known.operation, id: known.id, input: {}, answer });
      continue;
    }
    const lookUp = (path: string) => (path === "unique" ? word : getReference(steps, path));
    // Overrides come after substitution: what the user wrote is sent as it is.
    const input = parsed
      .filter((override) => override.step === step.name)
      .reduce((value, override) => override.apply(value), substitute(step.input, lookUp));
    const apiKey = step.credential === undefined ? undefined : String(substitute(step.credential, lookUp));
    const sent = toRecord(input);
    const answer = toRecord(await callStep(client, step, sent, { apiKey, signal }));
    const id = typeof answer["id"] === "string" ? answer["id"] : undefined;
    steps.push({ name: step.name, operation: step.operation, id, input: sent, answer });
  }
  return { type, steps };
}

const isEventType = (type: string): type is EventType => Object.hasOwn(eventCatalogue, type);

function unknownType(type: string): TriggerError {
  const nearest = nearestNames(type, eventTypes);
  const refused = `There is no event type \`${type}\`.`;
  return new TriggerError("unknown_type", [refused, ...hintsFor(type, nearest)].join(" "), {
    nearest,
    known: [...eventTypes],
  });
}

/** What may be meant; else those of the same thing, for all of them would fill a screen. */
function hintsFor(type: string, [first]: readonly string[]): string[] {
  if (first !== undefined) return [`Did you mean \`${first}\`?`];
  const topic = `${type.split(".")[0]}.`;
  const akin = eventTypes.filter((known) => known.startsWith(topic));
  return akin.length > 0 ? [`There are: ${akin.join(", ")}.`] : [];
}

async function callStep(
  client: Pick<Client, "call">,
  { operation, expects, name }: PlannedStep,
  input: Readonly<Record<string, unknown>>,
  options: { apiKey: string | undefined; signal: AbortSignal | undefined },
): Promise<unknown> {
  if (expects === undefined) return client.call(operation, input, options);
  try {
    await client.call(operation, input, options);
  } catch (error) {
    if (error instanceof ApiError && error.type === expects) return resourceIn(error);
    throw error;
  }
  throw new TriggerError(
    "unexpected_success",
    `The step \`${name}\` was expected to fail with a ${expects}, and succeeded, so the event did not come about. Remove the override that changed it.`,
  );
}

/** The resource that an error of the API carries under its own name. */
const resourceIn = ({ body }: ApiError) =>
  Object.values(body).find((value) => typeof valueAt(value, ["object"]) === "string") ?? {};

function getReference(steps: readonly TriggerStepResult[], path: string): unknown {
  const [first = "", ...rest] = path.split(".");
  const [stepName = "", ...names] = first === "input" ? rest : [first, ...rest];
  const step = steps.find(({ name }) => name === stepName);
  const value = valueAt(first === "input" ? step?.input : step?.answer, names);
  if (value !== undefined) return value;
  throw new TriggerError("missing_reference", `No earlier step gave the value that \`\${${path}}\` stands for.`);
}

const toRecord = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? { ...value } : {};

const randomWord = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => (byte % 36).toString(36)).join("");
