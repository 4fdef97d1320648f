import type { Operation } from "@micro/sdk/contract";
import { html, type SafeHtml } from "@remix-run/html-template";

import { fieldOf } from "../../gateway/page.ts";
import type { SchemaShape } from "../../gateway/schema-shape.ts";
import { inputOf, prefixOf } from "./resources.ts";
import { isInstant } from "./show.ts";

/** What somebody typed, by the name of the parameter. */
export type Typed = Readonly<Record<string, string>>;

/** What a form of an operation came to: its input, or the parameter that cannot be read. */
export type ReadForm = { input: Record<string, unknown> } | { param: string; problem: string };

const parametersOf = (operation: Operation) => Object.entries(inputOf(operation).properties ?? {});

/** What a parameter can be, but null: a form leaves that out. */
const kindsOf = (schema: SchemaShape): readonly SchemaShape[] =>
  (schema.anyOf ?? [schema]).filter(({ type }) => type !== "null");
function wordsOf({ type, enum: words, const: word }: SchemaShape): readonly string[] | undefined {
  if (type === "boolean") return ["true", "false"];
  return typeof word === "string" ? [word] : words?.map(String);
}
const isNumber = ({ type }: SchemaShape) => type === "integer" || type === "number";

/** How a parameter is typed: as a choice of words, on a line, or as JSON where it has parts. */
function controlOf(schema: SchemaShape): "choice" | "line" | "json" {
  const kinds = kindsOf(schema);
  if (kinds.every(wordsOf)) return "choice";
  return kinds.some((kind) => kind.type === "string" || isNumber(kind)) ? "line" : "json";
}

/** The fields of an operation's parameters, as they were typed. */
export function showFields(
  operation: Operation,
  typed: Typed,
  { wrong, without = [] }: { wrong?: string | undefined; without?: readonly string[] } = {},
): SafeHtml {
  const parameters = parametersOf(operation).filter(([name]) => !without.includes(name));
  const { required = [] } = inputOf(operation);
  const needed = parameters.filter(([name]) => required.includes(name));
  const others = parameters.filter(([name]) => !required.includes(name));
  const isFilled = others.some(([name]) => (typed[name] ?? "") !== "" || name === wrong);
  const fields = (some: typeof parameters) =>
    some.map(([name, schema]) => showField(name, schema, typed[name] ?? "", name === wrong));
  if (needed.length === 0) return html`${fields(others)}`;
  return html`${fields(needed)}
  ${
    others.length === 0
      ? ""
      : html`<details ${isFilled ? "open" : ""}>
          <summary>Optional parameters</summary>
          <div>${fields(others)}</div>
        </details>`
  }`;
}

function showField(name: string, schema: SchemaShape, value: string, isWrong: boolean): SafeHtml {
  const hint = hintOf(schema);
  return html`<div class="${isWrong ? "field wrong" : "field"}">
    <label for="${name}">${name}</label>
    ${showControl(name, schema, value)} ${hint === "" ? "" : html`<small class="quiet">${hint}</small>`}
  </div>`;
}

function showControl(name: string, schema: SchemaShape, value: string): SafeHtml {
  switch (controlOf(schema)) {
    case "choice": {
      const words = ["", ...kindsOf(schema).flatMap((kind) => wordsOf(kind) ?? [])];
      return html`<select id="${name}" name="${name}">
        ${words.map((word) => html`<option ${word === value ? "selected" : ""}>${word}</option>`)}
      </select>`;
    }
    case "json":
      return html`<textarea id="${name}" name="${name}" rows="3" spellcheck="false">${value}</textarea>`;
    default:
      return html`<input id="${name}" name="${name}" value="${value}" autocomplete="off" />`;
  }
}

function hintOf(schema: SchemaShape): string {
  const kinds = kindsOf(schema);
  if (kinds.some((kind) => prefixOf(kind) !== undefined)) return "An id.";
  if (kinds.some(isInstant)) {
    const words = kinds.flatMap((kind) => wordsOf(kind) ?? []).join(", ");
    return `As 2027-01-15T08:00:00Z, or in seconds${words && `, or ${words}`}.`;
  }
  const said = schema.description ?? kinds[0]?.description ?? "";
  return [said, controlOf(schema) === "json" ? "As JSON." : ""].filter(Boolean).join(" ");
}

/** What was typed, of those parameters that the operation has. */
export const readTyped = (operation: Operation, form: unknown): Typed =>
  Object.fromEntries(parametersOf(operation).map(([name]) => [name, fieldOf(form, name)]));

/** The input that was typed: what is empty is left out, and what fits no type goes on as it is, to be refused. */
export function readForm(operation: Operation, typed: Typed): ReadForm {
  const input: Record<string, unknown> = {};
  for (const [name, schema] of parametersOf(operation)) {
    const text = typed[name]?.trim() ?? "";
    if (text === "") continue;
    try {
      input[name] = readValue(schema, text);
    } catch {
      return { param: name, problem: `${name} is no JSON: write it as {"key": "value"} or ["one", "two"].` };
    }
  }
  return { input };
}

/** Throws where it has to be JSON and is none. */
function readValue(schema: SchemaShape, text: string): unknown {
  const kinds = kindsOf(schema);
  if (controlOf(schema) === "json") return JSON.parse(text);
  if (kinds.some(isNumber) && /^-?\d{1,16}(\.\d+)?$/.test(text)) return Number(text);
  if (kinds.some(({ type }) => type === "boolean") && /^(true|false)$/.test(text)) return text === "true";
  const ms = kinds.some(isInstant) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(ms) ? text : Math.floor(ms / 1000);
}
