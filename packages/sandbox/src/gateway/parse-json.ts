import { isUtf8 } from "node:buffer";

import { DomainError } from "../platform/errors.ts";
import { limits } from "../platform/limits.ts";

/**
 * Parses a body, and refuses what `JSON.parse` lets through and two readers could read differently: bytes that are not
 * UTF-8, half a character, a name twice in one object, `__proto__`, and more depth or names than anything here needs.
 */
export function parseJson(body: Buffer): unknown {
  if (!isUtf8(body)) throw unparseable("The body is not valid UTF-8.");
  const text = body.toString();
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new DomainError("body_unparseable", { cause });
  }
  checkShape(text);
  if (surrogate.test(text)) checkCharacters(text);
  return value;
}

const surrogate = /\\u[dD][89a-fA-F]/;

/** Half a character can be escaped, and not be stored: it would be read otherwise than it was answered. */
function checkCharacters(text: string): void {
  JSON.parse(text, (name, value: unknown) => {
    if (name.isWellFormed() && (typeof value !== "string" || value.isWellFormed())) return value;
    throw unparseable("The body escapes half of a character, such as '\\ud83d' without what belongs behind it.");
  });
}

const quote = 34;
const comma = 44;
const colon = 58;
const openBracket = 91;
const backslash = 92;
const closeBracket = 93;
const openBrace = 123;
const closeBrace = 125;

/** What is open at some depth: an object with its names so far, or an array (null); and the name that it stands under. */
interface Level {
  names: Set<string> | null;
  under: string;
}

/** Walks over text that is known to be JSON. */
function checkShape(text: string): void {
  const open: Level[] = [];
  let level: Level | undefined;
  let name = "";
  let atName = false;
  let count = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    switch (code) {
      case quote: {
        const end = endOfString(text, index);
        if (atName && level?.names) {
          if (++count > limits.jsonKeysMax) throw unparseable(`The body has more than ${limits.jsonKeysMax} names.`);
          name = addName(level.names, text.slice(index, end + 1));
          if (name === "prototype" && level.under === "constructor") throw unparseable("A prototype is not data.");
        }
        index = end;
        break;
      }
      case openBrace:
      case openBracket:
        atName = code === openBrace;
        level = { names: atName ? new Set() : null, under: name };
        if (open.push(level) > limits.jsonDepthMax) {
          throw unparseable(`The body is nested deeper than ${limits.jsonDepthMax} levels.`);
        }
        break;
      case closeBrace:
      case closeBracket:
        open.pop();
        level = open.at(-1);
        break;
      case comma:
        atName = level?.names !== null;
        break;
      case colon:
        atName = false;
        break;
      default:
    }
  }
}

function endOfString(text: string, start: number): number {
  for (let index = start + 1; ; index++) {
    const code = text.charCodeAt(index);
    if (code === quote) return index;
    if (code === backslash) index++;
  }
}

function addName(names: Set<string>, literal: string): string {
  // An escape can write the same name in another way.
  const name = literal.includes("\\") ? String(JSON.parse(literal)) : literal.slice(1, -1);
  if (name === "__proto__") throw unparseable("The name '__proto__' is not allowed.");
  if (names.has(name)) throw unparseable("The body has a name twice in one object.");
  names.add(name);
  return name;
}

const unparseable = (message: string) => new DomainError("body_unparseable", { message });
