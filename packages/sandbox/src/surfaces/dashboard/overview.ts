import { operations, type OperationId } from "@micro/sdk/contract";
import { html, type SafeHtml } from "@remix-run/html-template";

import { showActions, showProblem, type Page } from "./layout.ts";
import { catalogue, formOf, outputOf, pageOf } from "./resources.ts";
import { showList } from "./list-page.ts";
import { showFacts } from "./show.ts";
import type { Visit } from "./visit.ts";

interface Section {
  title: string;
  /** Of the resource. */
  name: string;
  input: Readonly<Record<string, string>>;
}

const summarised: readonly { title: string; id: OperationId }[] = [
  { title: "Account", id: "auth.whoami" },
  { title: "Sandbox", id: "sandbox.get" },
  { title: "Balance", id: "balance.get" },
];

const sections: readonly Section[] = [
  { title: "Latest payments", name: "payment_intents", input: {} },
  { title: "Latest events", name: "events", input: {} },
  { title: "Deliveries that failed", name: "webhook_deliveries", input: { status: "failed" } },
  { title: "Latest requests", name: "requests", input: {} },
];

const actions: readonly { label: string; id: OperationId }[] = [
  { label: "Create a payment", id: "payment_intents.create" },
  { label: "Move the clock", id: "clock.advance" },
  { label: "Stop the clock", id: "clock.freeze" },
  { label: "Let the clock run", id: "clock.resume" },
  { label: "Make something fail", id: "faults.create" },
  { label: "Save a snapshot", id: "snapshots.save" },
  { label: "Reset the sandbox", id: "sandbox.reset" },
];

/** What goes on in the account: the newest of what matters most. */
export async function showOverview(visit: Visit): Promise<Page> {
  const [summaries, lists] = await Promise.all([
    Promise.all(summarised.map(({ title, id }) => showSummary(visit, title, id))),
    Promise.all(sections.map((section) => showSection(visit, section))),
  ]);
  const body = html`${showActions(actions.map(({ label, id }) => ({ label, href: formOf({ id }) })))}
    <div class="columns">${summaries}</div>
    ${lists}`;
  return { title: "Overview", body, live: true };
}

async function showSummary(visit: Visit, title: string, id: OperationId): Promise<SafeHtml> {
  const outcome = await visit.ask(id);
  return html`<section>
    <h2><a href="${formOf({ id })}">${title}</a></h2>
    ${outcome.ok ? showFacts(outcome.body, outputOf(operations[id])) : showProblem(outcome.error.message)}
  </section>`;
}

async function showSection(visit: Visit, { title, name, input }: Section): Promise<SafeHtml | string> {
  const resource = catalogue().all.get(name);
  if (!resource) return "";
  const outcome = await visit.ask(resource.list.id, { ...input, limit: 5 });
  return html`<h2><a href="${pageOf(resource)}?${new URLSearchParams(input).toString()}">${title}</a></h2>
    ${showList(resource, outcome)}`;
}
