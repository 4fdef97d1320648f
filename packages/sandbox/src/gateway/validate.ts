import { isErrorCode, nearestNames, operations, type ErrorCode, type OperationId } from "@micro/sdk/contract";
import { Compile, type Validator } from "typebox/compile";
import type { TLocalizedValidationError } from "typebox/error";

import { DomainError } from "../platform/errors.ts";
import { forms } from "./forms.ts";

const validators = new Map<OperationId, Validator>();

/** Checks an operation's input against its schema; the first thing wrong is the error. */
export function validate(id: OperationId, input: unknown): void {
  let validator = validators.get(id);
  if (!validator) {
    validator = Compile(operations[id].input);
    validators.set(id, validator);
  }
  if (validator.Check(input)) return;
  throw explain(validator.Errors(input), input, operations[id].input);
}

const typeCodes: Record<string, ErrorCode> = {
  string: "parameter_invalid_string",
  integer: "parameter_invalid_integer",
  number: "parameter_invalid_integer",
  boolean: "parameter_invalid_boolean",
  array: "parameter_invalid_array",
  object: "parameter_invalid_object",
};

/** Turns the validator's findings into one error about one parameter. */
function explain(errors: readonly TLocalizedValidationError[], input: unknown, schema: unknown): DomainError {
  const unknown = errors.find((error) => error.keyword === "additionalProperties");
  if (unknown?.keyword === "additionalProperties") {
    const [name] = unknown.params.additionalProperties;
    const object = valueAt(schema, unknown.schemaPath.replace(/^#/, ""));
    const fault = keyFault(unknown.instancePath, object, name);
    if (fault) return fault;
    const param = paramOf(unknown.instancePath, name);
    const [meant] = nearestNames(name ?? "", Object.keys(valueAt(object, "/properties") ?? {}));
    const hint = meant === undefined ? "" : ` Did you mean '${meant}'?`;
    return new DomainError("parameter_unknown", { message: `There is no parameter '${param}' here.${hint}`, param });
  }
  const missing = errors.find((error) => error.keyword === "required");
  if (missing?.keyword === "required") {
    const param = paramOf(missing.instancePath, missing.params.requiredProperties[0]);
    return new DomainError("parameter_missing", { message: `The parameter '${param}' is required.`, param });
  }
  const [error] = errors;
  if (!error) return new DomainError("parameter_invalid");
  const param = paramOf(error.instancePath);
  if (error.keyword === "type") {
    const type = [error.params.type].flat()[0] ?? "";
    return new DomainError(typeCodes[type] ?? "parameter_invalid", {
      message: `'${param}' must be ${article(type)}, not ${describe(valueAt(input, error.instancePath))}.`,
      param,
    });
  }
  if (error.keyword === "enum") {
    const allowed = error.params.allowedValues.join(", ");
    return new DomainError("parameter_invalid", { message: `'${param}' must be one of: ${allowed}.`, param });
  }
  const form = error.keyword === "pattern" ? forms[String(error.params.pattern)] : undefined;
  // A schema may name its own code for a rule, by the rule's keyword, in `errorCodes`.
  const own = valueAt(schema, `${error.schemaPath.replace(/^#/, "")}/errorCodes/${error.keyword}`);
  const code = isErrorCode(own) ? own : (typeCodes[typeOf(valueAt(input, error.instancePath))] ?? "parameter_invalid");
  const rule = form === undefined ? error.message : `must be ${form}`;
  return new DomainError(code, { message: `'${param}' ${rule}.`, param });
}

/** Where the callers name the keys themselves, a key is never unknown, but it may be empty or too long. */
function keyFault(path: string, schema: unknown, key = ""): DomainError | undefined {
  const patterns = valueAt(schema, "/patternProperties") ?? {};
  const [pattern = ""] = Object.keys(patterns);
  const max = /^\^\.\{1,(\d+)\}\$$/.exec(pattern)?.[1];
  if (max === undefined) return undefined;
  const param = paramOf(path);
  const wrong = key.length > Number(max) ? `one has ${key.length}` : "they are one line and not empty";
  const message = `'${param}' keys can be up to ${max} characters long; ${wrong}.`;
  return new DomainError("parameter_invalid", { message, param });
}

/** What kind of thing was sent instead; the value itself may be secret, and is not repeated. */
function describe(value: unknown): string {
  if (value === null) return "null";
  if (typeof value === "number" && !Number.isInteger(value)) return "a fraction";
  return article(typeOf(value));
}

const article = (noun: string) => `${/^[aeio]/.test(noun) ? "an" : "a"} ${noun}`;

function typeOf(value: unknown): string {
  return Array.isArray(value) ? "array" : typeof value;
}

function valueAt(input: unknown, path: string): unknown {
  return segments(path).reduce<unknown>(
    (value, segment) => (value !== null && typeof value === "object" ? Reflect.get(value, segment) : undefined),
    input,
  );
}

/** `/entries/1/amount` as `entries[1].amount`. */
function paramOf(path: string, last?: string): string {
  return [...segments(path), ...(last === undefined ? [] : [last])].reduce((text, segment) => {
    if (/^\d+$/.test(segment)) return `${text}[${segment}]`;
    return text ? `${text}.${segment}` : segment;
  }, "");
}

function segments(path: string): string[] {
  return path
    .split("/")
    .slice(1)
    .map((segment) => segment.replaceAll("~1", "/").replaceAll("~0", "~"));
}
