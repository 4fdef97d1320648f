import { amountMax, assetCodes, formatAmount, Timestamp, type Asset } from "@micro/sdk/contract";
import { html, type SafeHtml } from "@remix-run/html-template";

import type { SchemaShape } from "../../gateway/schema-shape.ts";
import { isoInstant } from "../../platform/day.ts";
import { catalogue, formOf, inWords, pageOf, pageOfId, type Resource } from "./resources.ts";

/** A part of a page. */
type Shown = SafeHtml | string;

/** A thing as the API answers it. */
export type Thing = Readonly<Record<string, unknown>>;

/** Where a value stands. */
interface Place {
  name: string;
  schema: SchemaShape | undefined;
  /** The currency of what it is part of. */
  currency: Asset | undefined;
}

export const isThing = (value: unknown): value is Thing =>
  value !== null && typeof value === "object" && !Array.isArray(value);

const currencyOf = ({ currency }: Thing): Asset | undefined => assetCodes.find((code) => code === currency);

const instantMax = (Timestamp as SchemaShape).maximum;
export const isInstant = (schema: SchemaShape | undefined): boolean => schema?.maximum === instantMax;

const nothing = html`<span class="quiet">–</span>`;

/** A value for reading: amounts in their currency, instants as dates, ids and URLs as links. */
function show(value: unknown, { name, schema, currency }: Place): Shown {
  const shape = chosen(schema);
  switch (typeof value) {
    case "boolean":
      return value ? "yes" : "no";
    case "number":
      return showNumber(value, { name, currency }, shape);
    case "string":
      return showText(value, name);
    default:
  }
  if (Array.isArray(value)) {
    if (value.length === 0) return nothing;
    if (value.every(isFlat)) return showRows(value, shape?.items, currency);
    const items = value.map((item) => show(item, { name, schema: shape?.items, currency }));
    return html`<ol>
      ${items.map((item) => html`<li>${item}</li>`)}
    </ol>`;
  }
  return isThing(value) && Object.keys(value).length > 0 ? showFacts(value, shape, currency) : nothing;
}

// Where a schema does not say it: an amount or an instant of another kind of thing.
const amountName = /(^|_)(amount|balance)(_|$)|^(sub)?total(_|$)|^(fee|net|tax)$/;
const instantName = /_(at|start|end|until)$|^(created|start|end|now)$/;
const isInstantValue = (value: number, name: string) => instantName.test(name) && value > 1_000_000_000;

function showNumber(
  value: number,
  { name, currency }: Pick<Place, "name" | "currency">,
  schema: SchemaShape | undefined,
): Shown {
  if (isInstant(schema) || isInstantValue(value, name)) return showInstant(value);
  const isAmount = schema?.maximum === amountMax || amountName.test(name);
  return isAmount && currency !== undefined
    ? html`<span class="amount" title="${value}">${formatAmount(value, currency)}</span>`
    : String(value);
}

const showInstant = (seconds: number) =>
  html`<time title="${seconds}" datetime="${isoInstant(seconds)}"
    >${isoInstant(seconds).replace("T", " ").replace("Z", " UTC")}</time
  >`;

const states: Readonly<Record<string, string>> = {
  good: "succeeded paid active enabled complete completed available posted won verified delivered recorded sent",
  bad: "failed canceled dead lost past_due unpaid disabled uncollectible void expired incomplete_expired abandoned declined",
};
const toneOf = (word: string) => Object.keys(states).find((tone) => states[tone]?.split(" ").includes(word)) ?? "plain";

function showText(value: string, name: string): Shown {
  if (value === "") return nothing;
  if (name === "status") return html`<span class="state ${toneOf(value)}">${value.replaceAll("_", " ")}</span>`;
  const page = pageOfId(value);
  if (page !== undefined) return html`<a href="${page}"><code>${value}</code></a>`;
  if (/^https?:\/\//.test(value)) return html`<a href="${value}" rel="noreferrer">${value}</a>`;
  return value.length > 120 || value.includes("\n") ? html`<pre>${laidOut(value)}</pre>` : value;
}

/** JSON that is kept as a text, such as a request's body, with its lines. */
function laidOut(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** A thing with few fields, none of which has parts. */
const isFlat = (value: unknown): value is Thing =>
  isThing(value) && Object.keys(value).length <= 6 && Object.values(value).every((part) => typeof part !== "object");

/** Things without parts, each in a row. */
function showRows(things: readonly Thing[], schema: SchemaShape | undefined, inherited: Asset | undefined): SafeHtml {
  const names = [...new Set(things.flatMap((thing) => Object.keys(thing)))];
  return html`<table>
    <tr>
      ${names.map((name) => html`<th scope="col">${name}</th>`)}
    </tr>
    ${things.map((thing) => {
      const currency = currencyOf(thing) ?? inherited;
      return html`<tr>
        ${names.map((name) => html`<td>${show(thing[name], { name, schema: schema?.properties?.[name], currency })}</td>`)}
      </tr>`;
    })}
  </table>`;
}

/** The fields of a thing, each in a line; those without a value share one. */
export function showFacts(thing: Thing, schema: SchemaShape | undefined, inherited?: Asset): SafeHtml {
  const known = typeof thing["object"] === "string" ? catalogue().byWord.get(thing["object"])?.item : undefined;
  const properties = (known ?? schema)?.properties;
  const currency = currencyOf(thing) ?? inherited;
  const fields = Object.entries(thing).filter(([name]) => name !== "object");
  const empty = fields.filter(([, value]) => isEmpty(value)).map(([name]) => name);
  return html`<dl>
    ${fields
      .filter(([, value]) => !isEmpty(value))
      .map(
        ([name, value]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${show(value, { name, schema: properties?.[name], currency })}</dd>
          </div>`,
      )}
    ${
      empty.length === 0
        ? ""
        : html`<div class="quiet">
            <dt>empty</dt>
            <dd>${empty.join(", ")}</dd>
          </div>`
    }
  </dl>`;
}

const isEmpty = (value: unknown): boolean =>
  value === null || value === "" || (typeof value === "object" && Object.keys(value).length === 0);

/** Of a value that may be null, or one of several kinds, the first that says something. */
const chosen = (schema: SchemaShape | undefined): SchemaShape | undefined =>
  schema?.anyOf ? schema.anyOf.find(({ type }) => type !== "null") : schema;

/** What a list shows of its things, as far as they have it. */
const columns = [
  "method path type event_type name code email title amount total unit_amount balance interval status status_code error",
  "error_code enabled_events url customer product endpoint description operation latency_ms action target subject recipient",
]
  .join(" ")
  .split(" ");
const columnsMax = 6;

/** What a list is shown by. */
export type ListedResource = Pick<Resource, "name" | "item" | "get" | "actions">;

/** The rows of a list, each with a link to its page; where things have none, with what can be done to them. */
export function showTable(resource: ListedResource, things: readonly Thing[]): SafeHtml {
  const { name: listed, item, get } = resource;
  const actions = get ? [] : resource.actions;
  const properties = item.properties ?? {};
  const shown = columns.filter((name) => name in properties).slice(0, columnsMax);
  const tail = "created" in properties ? ["created"] : [];
  return html`<table>
    <thead>
      <tr>
        ${["id", ...shown, ...tail].map((name) => html`<th scope="col">${name}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${things.map((thing) => {
        const id = typeof thing["id"] === "string" ? thing["id"] : "";
        const currency = currencyOf(thing);
        return html`<tr>
          <td>${get ? html`<a href="${pageOf(resource, id)}"><code>${id}</code></a>` : html`<code>${id}</code>`}</td>
          ${[...shown, ...tail].map(
            (name) => html`<td>${show(thing[name], { name, schema: properties[name], currency })}</td>`,
          )}
          ${actions.map(
            (operation) =>
              html`<td>
                <a href="${formOf(operation, { id })}">${inWords(operation.id.replace(`${listed}.`, ""))}</a>
              </td>`,
          )}
        </tr>`;
      })}
    </tbody>
  </table>`;
}
