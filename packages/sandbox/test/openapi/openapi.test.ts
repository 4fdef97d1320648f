import { errorCatalogue, eventTypes, operations, type Operation } from "@micro/sdk";
import { Validator } from "@seriousme/openapi-schema-validator";
import { Compile } from "typebox/compile";
import { expect, test } from "vitest";

import { codeOf } from "../support/failure.ts";
import { startSandbox } from "../support/sandbox.ts";
import { send } from "../support/wire.ts";

interface Document {
  paths: Record<string, Record<string, Described>>;
  webhooks: Record<string, unknown>;
  components: { schemas: Record<string, unknown> };
}
interface Described {
  operationId: string;
  requestBody?: { content: Record<string, { example: unknown }> };
  responses: Record<string, { content: Record<string, { example?: unknown; examples?: Record<string, unknown> }> }>;
}

async function readDocument(): Promise<Document> {
  const sandbox = await startSandbox();
  const answer = await send(sandbox.url, { path: "/openapi.json" });
  expect(answer.status).toBe(200);
  return answer.json as Document;
}

test("the description is valid OpenAPI 3.1", async () => {
  const document = await readDocument();
  const validator = new Validator();
  const result = await validator.validate(structuredClone(document) as never);
  expect(result.errors ?? []).toEqual([]);
  expect([result.valid, validator.version]).toEqual([true, "3.1"]);
});

test("it has every operation under its path and every alias, every event, and every code", async () => {
  const { paths, webhooks, components } = await readDocument();
  for (const operation of Object.values(operations)) {
    expect(paths[operation.path]?.[operation.method.toLowerCase()]?.operationId).toBe(operation.id);
  }
  expect(paths["/auth/signup"]?.["post"]?.operationId).toBe("auth.register.alias");
  expect(Object.keys(webhooks)).toEqual(eventTypes);
  expect(JSON.stringify(components.schemas["Error"])).toContain(JSON.stringify(Object.keys(errorCatalogue)));
});

test("it has the errors of amounts that are no transfer, of refunded charges that are disputed, and of events that are gone", async () => {
  const { client, clock } = await startSandbox();
  const { latest_charge: charge, id } = await client.paymentIntents.create({
    amount: 2000,
    currency: "usd",
    payment_method: "pm_card_visa",
    confirm: true,
  });
  await client.refunds.create({ payment_intent: id });
  const { id: customer } = await client.customers.create({});
  const { errors: ofTransfers }: Operation = operations["customers.fund_cash_balance"];
  for (const amount of [1, 100_000_000]) {
    expect(ofTransfers).toContain(
      await codeOf(client.customers.fundCashBalance(customer, { amount, currency: "usd" })),
    );
  }
  const { errors: ofDisputes }: Operation = operations["disputes.create"];
  expect(ofDisputes).toContain(await codeOf(client.disputes.create({ charge: charge! })));
  const [event] = (await client.events.list()).data;
  await clock.advance(31 * 24 * 3600);
  const { errors: ofEvents }: Operation = operations["events.get"];
  expect(ofEvents).toContain(await codeOf(client.events.get(event!.id)));
});

test("its examples fit the schemas that they illustrate", async () => {
  const { paths } = await readDocument();
  for (const operation of Object.values(operations)) {
    const { requestBody, responses } = paths[operation.path]![operation.method.toLowerCase()]!;
    const answer = responses[String("status" in operation ? operation.status : 200)]?.content["application/json"];
    expect(Compile(operation.output).Errors(answer?.example), `${operation.id} answers`).toEqual([]);
    const example = requestBody?.content["application/json"]?.example;
    if (!example) continue;
    const input = operation.path.includes("{id}") ? { id: "x", ...example } : example;
    expect(Compile(operation.input).Errors(input), `${operation.id} takes`).toEqual([]);
  }
});

test("the address of the sandbox, opened in a browser, leads to the reference", async () => {
  const sandbox = await startSandbox();
  const { status, headers } = await send(sandbox.url, { path: "/" });
  expect([status, headers["location"]]).toEqual([302, "/reference"]);
  expect((await send(sandbox.url, { method: "POST", path: "/" })).status).toBe(404);
});

test("the reference page stands alone: no script, nothing from elsewhere, every operation", async () => {
  const sandbox = await startSandbox();
  const { status, text, headers } = await send(sandbox.url, { path: "/reference" });
  expect(status).toBe(200);
  expect(headers["content-security-policy"]).toMatch(/^default-src 'none'; style-src 'self';/);
  expect(text).not.toMatch(/<script|\sstyle="|\son\w+="|(?:src|href|action)="(?![/#]|data:,")/);
  const ids = [...text.matchAll(/\sid="([^"]+)"/g)].map(([, id = ""]) => id);
  expect(ids).toEqual([...new Set(ids)]);
  expect(ids).toEqual(expect.arrayContaining(Object.keys(operations)));
  const targets = [...text.matchAll(/href="#([^"]+)"/g)].map(([, id = ""]) => id);
  expect(targets.filter((id) => !ids.includes(id))).toEqual([]);
  const style = await send(sandbox.url, { path: "/pages/style.css" });
  expect(style.headers["content-type"]).toContain("text/css");
  expect(text).toContain("Size of the page, 10 by default. At least 1, at most 100.");
  expect(text).toContain("&quot;object&quot;: &quot;list&quot;");
});
