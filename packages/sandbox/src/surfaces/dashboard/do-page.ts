import type { Operation } from "@micro/sdk/contract";
import { html, type SafeHtml } from "@remix-run/html-template";

import type { SchemaShape } from "../../gateway/schema-shape.ts";
import { readForm, showFields, type Typed } from "./form.ts";
import { showActions, showProblem, type Page } from "./layout.ts";
import { showList } from "./list-page.ts";
import {
  catalogue,
  formOf,
  inWords,
  isListWord,
  pageOf,
  pageOfId,
  titleOf,
  wordOf,
  type OfferedOperation,
} from "./resources.ts";
import { showFacts, type Thing } from "./show.ts";
import type { Visit } from "./visit.ts";

/** What a form came to: a page to show, or one to go to. */
export type Done = { page: Page } | { goTo: string };

/** The form of an operation. One that only reads, and needs nothing that is missing, shows its answer at once. */
export async function showOperation(
  visit: Visit,
  operation: OfferedOperation,
  typed: Typed,
  key: string,
): Promise<Page> {
  const required = (operation.input as SchemaShape).required ?? [];
  const isReady = operation.method === "GET" && required.every((name) => (typed[name] ?? "") !== "");
  if (!isReady) return formPage(operation, typed, key);
  const read = readForm(operation, typed);
  if ("problem" in read) return formPage(operation, typed, key, read);
  const outcome = await visit.ask(operation.id, read.input);
  if (!outcome.ok) return formPage(operation, typed, key, { ...problemOf(outcome.error), status: outcome.status });
  const hasForm = Object.keys((operation.input as SchemaShape).properties ?? {}).length > 0;
  const body = html`${
    hasForm
      ? html`<details class="filters">
          <summary>Parameters</summary>
          ${showForm(operation, typed, key)}
        </details>`
      : ""
  }
  ${showAnswer(operation, typed, outcome.body)}`;
  return { title: titleOf(operation), body };
}

/**
 * Does what a form asks for, once for each key. Whoever made or changed a thing is led to its page; any other answer is shown.
 * A form that is to be mended gets the next key.
 */
export async function perform(
  visit: Visit,
  operation: OfferedOperation,
  typed: Typed,
  { key, nextKey }: { key: string; nextKey: string },
): Promise<Done> {
  const read = readForm(operation, typed);
  if ("problem" in read) return { page: formPage(operation, typed, nextKey, read) };
  const outcome = await visit.ask(operation.id, read.input, operation.method === "POST" ? key : undefined);
  if (!outcome.ok) {
    return { page: formPage(operation, typed, nextKey, { ...problemOf(outcome.error), status: outcome.status }) };
  }
  const next = hasSecret(operation) ? undefined : pageBehind(outcome.body);
  if (next !== undefined) return { goTo: next };
  const body = html`<p class="done" role="status">Done.</p>
    ${showAnswer(operation, typed, outcome.body)}`;
  return { page: { title: titleOf(operation), body } };
}

/** Where what was made or changed is shown; for what is gone, the list that it was in. */
function pageBehind({ id, object, deleted }: Thing): string | undefined {
  const resource = catalogue().byWord.get(String(object));
  if (deleted === true) return resource && pageOf(resource);
  if (typeof id !== "string") return undefined;
  return resource?.get ? pageOf(resource, id) : pageOfId(id);
}

/** What the API answers once and never again has to be shown at once. */
const hasSecret = ({ output }: Operation) =>
  ["key", "secret"].some((name) => name in ((output as SchemaShape).properties ?? {}));

const problemOf = ({ message, param }: { message: string; param?: string | undefined }) => ({
  problem: message,
  param: param?.split(/[.[]/)[0] ?? "",
});

function formPage(
  operation: OfferedOperation,
  typed: Typed,
  key: string,
  wrong?: { problem: string; param: string; status?: number },
): Page {
  const body = html`<p>${operation.summary}</p>
    ${wrong ? showProblem(wrong.problem) : ""} ${showForm(operation, typed, key, wrong?.param)}`;
  return { title: titleOf(operation), body, status: wrong ? (wrong.status ?? 400) : 200 };
}

const showForm = (operation: OfferedOperation, typed: Typed, key: string, wrong?: string): SafeHtml => {
  const isRead = operation.method === "GET";
  return html`<form method="${isRead ? "get" : "post"}" action="/dashboard/do/${operation.id}">
    ${isRead ? "" : html`<input type="hidden" name="_key" value="${key}" />`} ${showFields(operation, typed, { wrong })}
    <button>${isRead ? "Show" : inWords(operation.id.split(".")[1] ?? "Send")}</button>
  </form>`;
};

/** What an operation answered: a list as a table, with the way to what comes next, and anything else by its fields. */
function showAnswer({ id, output }: Operation, typed: Typed, answer: Thing): SafeHtml {
  const shape: SchemaShape = output;
  const item = shape.properties?.["data"]?.items;
  if (!isListWord(String(answer["object"])) || !item) return showFacts(answer, shape);
  const resource = catalogue().byWord.get(wordOf(item)) ?? { name: "", item, get: undefined, actions: [] };
  const next = answer["next_page"];
  const more = typeof next === "string" ? [{ label: "More →", href: formOf({ id }, { ...typed, page: next }) }] : [];
  return html`${showList(resource, { ok: true, body: answer })} ${showActions(more)}`;
}
