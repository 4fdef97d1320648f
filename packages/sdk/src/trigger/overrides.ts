import { nearestNames, operations, type OperationId, type TriggerStep } from "../contract/index.ts";
import { freeMemberOf, memberOf, type ParamSchema, paramSchema, parseParam, pathsOf } from "./param-schema.ts";
import { TriggerError } from "./trigger-error.ts";

/** A step of the catalogue with the schema of its input. */
export interface PlannedStep extends TriggerStep {
  operation: OperationId;
  schema: ParamSchema;
}

/** A value that replaces one of the catalogue's. */
export interface Override {
  /** The name of the step it belongs to. */
  step: string;
  /** Sets the value in an input of that step, which stays as it is. */
  apply(input: unknown): unknown;
}

/** Adds the schemas to the steps of the catalogue. */
export function planSteps(steps: readonly TriggerStep[]): PlannedStep[] {
  return steps.map((step) => {
    const { operation } = step;
    if (isOperationId(operation)) return { ...step, operation, schema: paramSchema(operations[operation].input) };
    throw new TypeError(`The step ${step.name} calls an unknown operation: ${operation}.`);
  });
}

const isOperationId = (id: string): id is OperationId => Object.hasOwn(operations, id);

/**
 * Reads `payment_intent.amount=500`, or `amount=500` for the first step that takes an amount. Throws a `TriggerError` when
 * there is no such parameter or the value is not of its type, before anything is called.
 */
export function parseOverride(steps: readonly PlannedStep[], text: string): Override {
  const [, path = "", value = ""] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (path === "") {
    throw new TriggerError(
      "invalid_override",
      `The override ${JSON.stringify(text)} has no value. Write \`amount=500\`.`,
    );
  }
  const names = path.replaceAll(/\[(\d+)\]/g, ".$1").split(".");
  const target = findTarget(steps, names);
  if (!target) throw unknownPath(steps, path);
  const set = (input: unknown) =>
    withValue({ schema: target.step.schema, value: input, names: target.names, text: value }, (problem, type) => {
      if (problem === "unknown") throw unknownPath(steps, path);
      throw new TriggerError(
        "invalid_override",
        `The value of the override ${JSON.stringify(text)} is not ${/^[aio]/.test(type) ? "an" : "a"} ${type}.`,
      );
    });
  set(target.step.input);
  return { step: target.step.name, apply: set };
}

/** Reads the path of a parameter to leave out. Throws a `TriggerError` when there is no such parameter. */
export function parseRemoval(steps: readonly PlannedStep[], path: string): Override {
  const names = path.replaceAll(/\[(\d+)\]/g, ".$1").split(".");
  const target = findTarget(steps, names);
  if (!target) throw unknownPath(steps, path);
  return { step: target.step.name, apply: (input) => withoutPath(input, target.names) };
}

function withoutPath(value: unknown, [name = "", ...rest]: readonly string[]): unknown {
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    if (rest.length === 0) return items.filter((_, index) => String(index) !== name);
    return items.map((item, index) => (String(index) === name ? withoutPath(item, rest) : item));
  }
  const members = objectOr(value);
  if (rest.length > 0) return name in members ? { ...members, [name]: withoutPath(members[name], rest) } : members;
  return Object.fromEntries(Object.entries(members).filter(([key]) => key !== name));
}

function findTarget(steps: readonly PlannedStep[], names: string[]) {
  const [first = "", ...rest] = names;
  const named = steps.find((step) => step.name === first);
  if (named) return rest.length > 0 ? { step: named, names: rest } : undefined;
  const step = steps.find(({ schema }) => memberOf(schema, first));
  return step && { step, names };
}

interface Place {
  schema: ParamSchema;
  value: unknown;
  names: readonly string[];
  text: string;
}

function withValue(
  { schema, value, names, text }: Place,
  fail: (problem: "unknown" | "type", type: string) => never,
): unknown {
  const [name, ...rest] = names;
  const parse = (leaf: ParamSchema) => parseParam(leaf, text) ?? fail("type", leaf.type ?? "string");
  if (name === undefined) return parse(schema);
  const free = freeMemberOf(schema);
  // Keys of the caller's own may have dots.
  if (free) return { ...objectOr(value), [names.join(".")]: parse(free) };
  const member = memberOf(schema, name) ?? fail("unknown", "");
  if (schema.type !== "array") {
    const current = objectOr(value);
    return { ...current, [name]: withValue({ schema: member, value: current[name], names: rest, text }, fail) };
  }
  const items: readonly unknown[] = Array.isArray(value) ? value : [];
  const index = Number(name);
  if (index > items.length) fail("unknown", "");
  const item = withValue({ schema: member, value: items[index], names: rest, text }, fail);
  return [...items.slice(0, index), item, ...items.slice(index + 1)];
}

const objectOr = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};

function unknownPath(steps: readonly PlannedStep[], path: string): TriggerError {
  const known = steps.flatMap(({ name, schema }) => pathsOf(schema).map((inner) => `${name}.${inner}`));
  const bare = steps.flatMap(({ schema }) => pathsOf(schema));
  const nearest = nearestNames(path, [...new Set([...known, ...bare])]);
  // Some steps take fifty: all of them stand in `known`, and here the first level, which is what one types.
  const short = [...new Set(bare.map((name) => name.split(".")[0]))].join(", ");
  const hint = nearest.length > 0 ? `Did you mean \`${nearest[0]}\`?` : `There are: ${short}.`;
  const message = `There is no parameter \`${path}\` in this trigger. ${hint}`;
  return new TriggerError("unknown_override", message, { nearest, known });
}
