import type { Operation } from "@micro/sdk/contract";
import { html, type SafeHtml } from "@remix-run/html-template";

import { readForm, showFields, type Typed } from "./form.ts";
import { showActions, showProblem, type Page } from "./layout.ts";
import { showList } from "./list-page.ts";
import {
  catalogue,
  formOf,
  inputOf,
  inWords,
  isListWord,
  outputOf,
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

/** What is wrong with what was typed, and where. */
interface Wrong {
  problem: string;
  param: string;
  status: number;
}

/** The form of an operation. One that only reads, and needs nothing that is missing, shows its answer at once. */
export async function showOperation(
  visit: Visit,
  operation: OfferedOperation,
  typed: Typed,
  key: string,
): Promise<Page> {
  const { required = [], properties = {} } = inputOf(operation);
  const isReady = operation.method === "GET" && required.every((name) => (typed[name] ?? "") !== "");
  if (!isReady) return formPage(operation, typed, key);
  const tried = await attempt(visit, operation, typed);
  if ("wrong" in tried) return formPage(operation, typed, key, tried.wrong);
  const form = html`<details class="filters">
    <summary>Parameters</summary>
    ${showForm(operation, typed, key)}
  </details>`;
  const body = html`${Object.keys(properties).length > 0 ? form : ""} ${showAnswer(operation, typed, tried.answer)}`;
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
  const tried = await attempt(visit, operation, typed, operation.method === "POST" ? key : undefined);
  if ("wrong" in tried) return { page: formPage(operation, typed, nextKey, tried.wrong) };
  const next = hasSecret(operation) ? undefined : pageBehind(tried.answer);
  if (next !== undefined) return { goTo: next };
  const body = html`<p class="done" role="status">Done.</p>
    ${showAnswer(operation, typed, tried.answer)}`;
  return { page: { title: titleOf(operation), body } };
}

/** Asks for what was typed. */
async function attempt(
  visit: Visit,
  operation: OfferedOperation,
  typed: Typed,
  key?: string,
): Promise<{ answer: Thing } | { wrong: Wrong }> {
  const read = readForm(operation, typed);
  if ("problem" in read) return { wrong: { ...read, status: 400 } };
  const outcome = await visit.ask(operation.id, read.input, key);
  if (outcome.ok) return { answer: outcome.body };
  const { message, param = "" } = outcome.error;
  return { wrong: { problem: message, param: param.split(/[.[]/)[0] ?? "", status: outcome.status } };
}

/** Where what was made or changed is shown; for what is gone, the list that it was in. */
function pageBehind({ id, object, deleted }: Thing): string | undefined {
  const resource = catalogue().byWord.get(String(object));
  if (deleted === true) return resource && pageOf(resource);
  if (typeof id !== "string") return undefined;
  return resource?.get ? pageOf(resource, id) : pageOfId(id);
}

/** What the API answers once and never again has to be shown at once. */
const hasSecret = (operation: Operation) =>
  ["key", "secret"].some((name) => name in (outputOf(operation).properties ?? {}));

function formPage(operation: OfferedOperation, typed: Typed, key: string, wrong?: Wrong): Page {
  const body = html`<p>${operation.summary}</p>
    ${wrong ? showProblem(wrong.problem) : ""} ${showForm(operation, typed, key, wrong?.param)}`;
  return { title: titleOf(operation), body, status: wrong?.status ?? 200 };
}

const showForm = (operation: OfferedOperation, typed: Typed, key: string, wrong?: string): SafeHtml => {
  const isRead = operation.method === "GET";
  return html`<form method="${isRead ? "get" : "post"}" action="/dashboard/do/${operation.id}">
    ${isRead ? "" : html`<input type="hidden" name="_key" value="${key}" />`} ${showFields(operation, typed, { wrong })}
    <button>${isRead ? "Show" : inWords(operation.id.split(".")[1] ?? "Send")}</button>
  </form>`;
};

/** What an operation answered: a list as a table, with the way to what comes next, and anything else by its fields. */
function showAnswer(operation: Operation, typed: Typed, answer: Thing): SafeHtml {
  const shape = outputOf(operation);
  const item = shape.properties?.["data"]?.items;
  if (!isListWord(String(answer["object"])) || !item) return showFacts(answer, shape);
  const resource = catalogue().byWord.get(wordOf(item)) ?? { name: "", item, get: undefined, actions: [] };
  const next = answer["next_page"];
  const more = typeof next === "string" ? [{ label: "More →", href: formOf(operation, { ...typed, page: next }) }] : [];
  return html`${showList(resource, { ok: true, body: answer })} ${showActions(more)}`;
}
