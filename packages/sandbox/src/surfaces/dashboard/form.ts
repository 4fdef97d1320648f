import type { Operation } from "@micro/sdk/contract";
import { html, type SafeHtml } from "@remix-run/html-template";

import { fieldOf } from "../../gateway/page.ts";
import type { SchemaShape } from "../../gateway/schema-shape.ts";
import { prefixOf } from "./resources.ts";
import { chosen, isInstant } from "./show.ts";

/** What somebody typed, by the name of the parameter. */
export type Typed = Readonly<Record<string, string>>;

/** What a form of an operation came to: its input, or the parameter that cannot be read. */
export type ReadForm = { input: Record<string, unknown> } | { param: string; problem: string };

const parametersOf = ({ input }: Operation) => Object.entries((input as SchemaShape).properties ?? {});
const isRequired = ({ input }: Operation, name: string) => (input as SchemaShape).required?.includes(name) === true;

/** How a parameter is typed: on a line, as a choice, or as JSON where it has parts. */
function kindOf(schema: SchemaShape | undefined): "line" | "number" | "instant" | "choice" | "json" {
  const shape = chosen(schema);
  if (shape?.enum || shape?.type === "boolean") return "choice";
  if (isInstant(shape)) return "instant";
  if (shape?.type === "integer" || shape?.type === "number") return "number";
  return shape?.type === "string" || shape?.const !== undefined ? "line" : "json";
}

/** The fields of an operation's parameters, as they were typed. */
export function showFields(
  operation: Operation,
  typed: Typed,
  { wrong, without = [] }: { wrong?: string | undefined; without?: readonly string[] } = {},
): SafeHtml {
  const parameters = parametersOf(operation).filter(([name]) => !without.includes(name));
  const [needed, others] = [true, false].map((is) => parameters.filter(([name]) => isRequired(operation, name) === is));
  const isFilled = (others ?? []).some(([name]) => (typed[name] ?? "") !== "" || name === wrong);
  const fields = (some: typeof parameters = []) =>
    some.map(([name, schema]) => showField(name, schema, typed[name] ?? "", name === wrong));
  if ((needed ?? []).length === 0) return html`${fields(others)}`;
  return html`${fields(needed)}
  ${
    (others ?? []).length === 0
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
  switch (kindOf(schema)) {
    case "choice": {
      const words = chosen(schema)?.enum?.map(String) ?? ["true", "false"];
      return html`<select id="${name}" name="${name}">
        ${["", ...words].map((word) => html`<option ${word === value ? "selected" : ""}>${word}</option>`)}
      </select>`;
    }
    case "json":
      return html`<textarea id="${name}" name="${name}" rows="3" spellcheck="false">${value}</textarea>`;
    default:
      return html`<input id="${name}" name="${name}" value="${value}" autocomplete="off" />`;
  }
}

function hintOf(schema: SchemaShape): string {
  const { description = "" } = chosen(schema) ?? {};
  const said = schema.description ?? description;
  const form = {
    line: prefixOf(schema) === undefined ? "" : "An id.",
    number: "",
    instant: "As 2027-01-15T08:00:00Z, or in seconds.",
    choice: "",
    json: "As JSON.",
  }[kindOf(schema)];
  return [prefixOf(schema) !== undefined || kindOf(schema) === "instant" ? "" : said, form].filter(Boolean).join(" ");
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
    const kind = kindOf(schema);
    if (kind === "json") {
      try {
        input[name] = JSON.parse(text) as unknown;
      } catch {
        return { param: name, problem: `${name} is no JSON: write it as {"key": "value"} or ["one", "two"].` };
      }
    } else input[name] = readValue(kind, chosen(schema), text);
  }
  return { input };
}

function readValue(kind: ReturnType<typeof kindOf>, schema: SchemaShape | undefined, text: string): unknown {
  if (schema?.type === "boolean" && (text === "true" || text === "false")) return text === "true";
  const isNumber = kind === "number" || kind === "instant";
  if (isNumber && /^-?\d{1,16}(\.\d+)?$/.test(text)) return Number(text);
  const ms = kind === "instant" ? Date.parse(text) : Number.NaN;
  return Number.isNaN(ms) ? text : Math.floor(ms / 1000);
}
