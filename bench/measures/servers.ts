import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import BetterSqlite from "better-sqlite3";

import { startChild, type Child } from "../harness/child.ts";
import type { LoadCalls, LoadPlan } from "../load/calls.ts";
import { compareSnapshots, ofNoRequest, takeSnapshot } from "../servers/row-template.ts";
import type { SampleWork } from "../servers/same-rows.ts";
import type { ServerAddress, ServerCalls } from "../servers/calls.ts";

/** Where requests can be sent to. */
export interface Served {
  address: ServerAddress;
}

/** A server under load. */
export interface Target extends Served {
  name: "sandbox" | "echo" | "statements";
  child: Child<ServerCalls>;
}

export type Path = "create" | "confirm" | "read" | "list" | "pipeline" | "stripe-create" | "stripe-confirm";

const createBody = JSON.stringify({
  amount: 2000,
  currency: "usd",
  description: "An order",
  metadata: { order: "ord_1234" },
});
const confirmBody = JSON.stringify({ payment_method: "pm_card_visa" });
const createForm = "amount=2000&currency=usd&description=An+order&metadata[order]=ord_1234";
const confirmForm = "payment_method=pm_card_visa";
const form = "application/x-www-form-urlencoded";
const collection = "/payments/payment_intents";

/** Starts a server on the core that is measured. */
export async function startServer(name: Target["name"], file: string, flags: readonly string[] = []): Promise<Target> {
  const child = startChild<ServerCalls>("server", `servers/${name}.ts`, flags);
  return { name, child, address: await child.ask("start", { file }) };
}

/** The requests of one path, one for each id; a create and a list need none, and only count. */
export function planOf(path: Path, { address }: Served, connections: number, ids: readonly string[]): LoadPlan {
  const { port, apiKey } = address;
  const plan = { port, connections, headers: { authorization: `Bearer ${apiKey}` }, collect: false };
  switch (path) {
    case "create":
      return { ...plan, method: "POST", paths: ids.map(() => collection), body: createBody, idempotent: true };
    case "confirm":
      return {
        ...plan,
        method: "POST",
        paths: ids.map((id) => `${collection}/${id}/confirm`),
        body: confirmBody,
        idempotent: true,
      };
    case "stripe-create":
      return {
        ...plan,
        method: "POST",
        paths: ids.map(() => "/v1/payment_intents"),
        body: createForm,
        contentType: form,
        idempotent: true,
      };
    case "stripe-confirm":
      return {
        ...plan,
        method: "POST",
        paths: ids.map((id) => `/v1/payment_intents/${id}/confirm`),
        body: confirmForm,
        contentType: form,
        idempotent: true,
      };
    case "read":
      return { ...plan, method: "GET", paths: ids.map((id) => `${collection}/${id}`), idempotent: false };
    // Everything that stands before a verb, and a verb that does nothing.
    case "pipeline":
      return { ...plan, method: "GET", paths: ids.map(() => "/sandbox/clock"), idempotent: false };
    case "list":
      return { ...plan, method: "GET", paths: ids.map(() => `${collection}?limit=10`), idempotent: false };
  }
}

/** Creates that many intents, as fast as it goes, and tells their ids. */
export async function createIntents(load: Child<LoadCalls>, target: Target, count: number): Promise<string[]> {
  const plan = planOf("create", target, 32, Array.from({ length: count }, String));
  return (await load.ask("load", { ...plan, collect: true })).ids;
}

/** Fills a file with intents, by way of a sandbox, and copies it for the baseline, with a sample of what is written. */
export async function seed(load: Child<LoadCalls>, folder: string, rows: number) {
  const files = { sandbox: join(folder, "sandbox.db"), statements: join(folder, "statements.db") };
  const sandbox = await startServer("sandbox", files.sandbox);
  const work = await sampleWork(load, sandbox, files.sandbox);
  const ids = await createIntents(load, sandbox, rows);
  await sandbox.child.close();
  copyFileSync(files.sandbox, files.statements);
  writeFileSync(`${files.statements}.work.json`, JSON.stringify(work));
  return { files, ids };
}

/** What one create and one confirm do to the tables of a file that is still small. */
async function sampleWork(load: Child<LoadCalls>, sandbox: Target, file: string): Promise<SampleWork> {
  const send = async (path: Path, id: string) => {
    const before = takeSnapshot(file);
    const { ids, keys } = await load.ask("load", { ...planOf(path, sandbox, 1, [id]), collect: true });
    // The log of requests is written a little later.
    await new Promise((resolve) => setTimeout(resolve, 300));
    const template = compareSnapshots(before, takeSnapshot(file));
    return { template, id: ids[0] ?? "", key: keys[0] ?? "" };
  };
  // The first payment opens the ledger's accounts, and is not like the others.
  await send("confirm", (await send("create", "")).id);
  const create = await send("create", "");
  return { create, confirm: await send("confirm", create.id) };
}

/** How many rows each table of a file has. */
export function countRows(file: string): Record<string, number> {
  const db = new BetterSqlite(file, { readonly: true });
  const names = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all() as string[];
  const counts = names.map((name) => [name, db.prepare(`SELECT count(*) FROM "${name}"`).pluck().get() as number]);
  db.close();
  return Object.fromEntries(counts.filter(([name]) => !ofNoRequest.has(String(name)))) as Record<string, number>;
}
