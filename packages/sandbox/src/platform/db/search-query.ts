import { DomainError } from "../errors.ts";

/** How a condition compares. */
export type SearchOperator = ":" | "~" | ">" | "<" | ">=" | "<=";

/** One condition of a query. */
export interface SearchCondition {
  negated: boolean;
  field: string;
  /** The key in `metadata['key']`. */
  key: string | null;
  operator: SearchOperator;
  /** Null stands for the word `null`: the field has no value. */
  value: string | number | null;
}

/** A query: conditions that must hold all together, or of which one is enough. */
export interface SearchQuery {
  joint: "and" | "or";
  conditions: SearchCondition[];
}

const conditionsMax = 10;
const space = /\s*/y;
const fieldForm =
  /(-?)([a-z_][a-z0-9_.]*)(?:\[\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")\s*\])?\s*(>=|<=|[:~<>])\s*/y;
const valueForm = /'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|(-?\d+)(?![\w.])|(null)\b/y;
const jointForm = /(AND|OR)\b/iy;

/**
 * Reads a search query of Stripe's language (https://docs.stripe.com/search#search-query-language): `field:'value'`,
 * `field~'part'`, `amount>1000`, `metadata['key']:'value'`, `field:null`, `-` in front to negate, joined by AND or by OR;
 * a space is an AND. AND and OR do not mix, and there are no brackets.
 */
export function parseSearch(text: string): SearchQuery {
  const conditions: SearchCondition[] = [];
  let joint: SearchQuery["joint"] | undefined;
  let place = 0;
  const read = (form: RegExp) => {
    form.lastIndex = place;
    const match = form.exec(text);
    if (match) place = form.lastIndex;
    return match;
  };
  const fail = (what: string): never => {
    throw new DomainError("parameter_invalid", {
      message: `'query' cannot be read at position ${place}: ${what}.`,
      param: "query",
    });
  };

  read(space);
  while (place < text.length) {
    if (conditions.length > 0) {
      const next = read(jointForm)?.[1]?.toLowerCase() === "or" ? "or" : "and";
      if (joint !== undefined && next !== joint) fail("AND and OR cannot be mixed");
      joint = next;
      read(space);
    }
    const field = read(fieldForm) ?? fail("a condition such as status:'succeeded' is expected");
    const value = read(valueForm) ?? fail("a value is expected: quoted text, a whole number, or null");
    const [, minus, name = "", single, double, operator] = field;
    const [, quoted, doubleQuoted, number, none] = value;
    const key = single ?? double;
    conditions.push({
      negated: minus === "-",
      field: name,
      key: key === undefined ? null : unescape(key),
      operator: operator as SearchOperator,
      value: none ? null : readValue(quoted ?? doubleQuoted, number),
    });
    if (conditions.length > conditionsMax) fail(`a query has at most ${conditionsMax} conditions`);
    const gap = read(space);
    if (place < text.length && gap?.[0] === "") fail("a space is expected");
  }
  if (conditions.length === 0) fail("it is empty");
  return { joint: joint ?? "and", conditions };
}

const readValue = (quoted: string | undefined, number: string | undefined) =>
  number === undefined ? unescape(quoted ?? "") : Number(number);

const unescape = (text: string) => text.replaceAll(/\\(.)/g, "$1");
