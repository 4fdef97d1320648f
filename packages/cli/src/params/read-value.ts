import { UsageError } from "../abort.ts";
import { either } from "../output/nearest.ts";
import { isObject, memberOf, type ParamSchema } from "./param-schema.ts";
import { parsePath, setAt } from "./set-at.ts";

/** Reads what was typed by its schema. Without a schema, numbers, `true`, `false` and JSON are recognised by their form. */
export function readValue(schema: ParamSchema | undefined, text: string, name: string): unknown {
  if (schema === undefined) return guess(text);
  if (schema.items !== undefined) return readList(schema, [text], name);
  if (isObject(schema)) return readObject(schema, [text], name);
  if (schema.anyOf !== undefined) return readAny(schema.anyOf, text, name);
  switch (schema.type) {
    case "integer":
    case "number":
      return readNumber(schema, text, name);
    case "boolean":
      if (text === "true" || text === "false") return text === "true";
      throw new UsageError(`${name} should be true or false, and "${text}" is neither.`);
    default:
      return readWord(schema, text, name);
  }
}

/** Reads the items of a list, each typed on its own, or all of them as one JSON text. */
export function readList(schema: ParamSchema, texts: readonly string[], name: string): unknown[] {
  const [only = ""] = texts;
  if (texts.length === 1 && only.startsWith("[")) {
    const parsed = parseJson(only, name);
    if (Array.isArray(parsed)) return parsed;
  }
  const items = schema.items ?? {};
  return texts.map((text) =>
    isObject(items) ? readObject(items, splitPairs(text), name) : readValue(items, text, name),
  );
}

/** Reads `key=value` pairs, or one JSON text. */
export function readObject(schema: ParamSchema | undefined, texts: readonly string[], name: string): object {
  const [only = ""] = texts;
  if (texts.length === 1 && only.startsWith("{")) {
    const parsed = parseJson(only, name);
    if (typeof parsed === "object" && parsed !== null) return parsed;
  }
  return texts.reduce<object>((value, pair) => addPair(schema, value, pair, name), {});
}

/** Reads a value as `readValue`, but leaves to the sandbox to refuse what does not fit. */
export function readLeniently(schema: ParamSchema | undefined, text: string, name: string): unknown {
  try {
    return readValue(schema, text, name);
  } catch {
    return guess(text);
  }
}

/** Adds `a[b]=c` to an object of parameters. */
export function addPair(
  schema: ParamSchema | undefined,
  value: object,
  pair: string,
  name: string,
  read: typeof readValue = readValue,
): object {
  const equals = pair.indexOf("=");
  if (equals < 1) throw new UsageError(`"${pair}" is not a parameter.`, `Write it as ${name} key=value.`);
  const path = parsePath(pair.slice(0, equals));
  const leaf = path.reduce((current, part) => memberOf(current, part), schema);
  // Without a member of that name the sandbox says so, and which ones there are.
  const known = path.length > 0 && leaf !== undefined;
  return setAt(value, path, read(known ? leaf : undefined, pair.slice(equals + 1), pair.slice(0, equals)));
}

// A comma inside of a value belongs to it: the next pair begins with a name.
const splitPairs = (text: string) => (text.startsWith("{") ? [text] : text.split(/,(?=[a-z_[\]]+=)/));

function readNumber({ minimum, maximum }: ParamSchema, text: string, name: string): number {
  const value = /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value)) {
    throw new UsageError(
      `${name} should be a whole number, and "${text}" is not.`,
      /^-?\d*\.\d+$/.test(text) ? "An amount is in the minor unit of its currency: 12.50 USD is 1250." : undefined,
    );
  }
  if (value < (minimum ?? value)) throw new UsageError(`${name} should be at least ${minimum}, and ${text} is less.`);
  if (value > (maximum ?? value)) throw new UsageError(`${name} should be at most ${maximum}, and ${text} is more.`);
  return value;
}

function readWord(schema: ParamSchema, text: string, name: string): string {
  const words = schema.enum ?? (schema.const === undefined ? undefined : [String(schema.const)]);
  if (words === undefined || words.includes(text)) return text;
  throw new UsageError(`${name} should be ${either(words.map(String))}, and "${text}" is not.`);
}

function readAny(schemas: readonly ParamSchema[], text: string, name: string): unknown {
  if (text === "null" && schemas.some(({ type }) => type === "null")) return null;
  const rest = schemas.filter(({ type }) => type !== "null");
  for (const schema of rest.slice(0, -1)) {
    try {
      return readValue(schema, text, name);
    } catch {
      // The next alternative may fit; the last one gives the error.
    }
  }
  return readValue(rest.at(-1), text, name);
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError(`${name} is not valid JSON: ${text}`);
  }
}

function guess(text: string): unknown {
  if (/^(true|false|null|-?\d{1,15}|[[{].*)$/s.test(text)) {
    try {
      return JSON.parse(text);
    } catch {
      return text;
    }
  }
  return text;
}
