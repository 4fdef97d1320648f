import { operations, type Operation } from "@micro/sdk";
import * as fc from "fast-check";
import { Compile, type Validator } from "typebox/compile";
import { Pool } from "undici";
import { expect } from "vitest";

import type { Sandbox } from "../../src/index.ts";
import { clientOf, registerMember } from "../support/account.ts";

interface Schema {
  type?: string;
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  allOf?: Schema[];
  properties?: Record<string, Schema>;
  patternProperties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  minItems?: number;
  maxItems?: number;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  $ref?: string;
}
interface Described {
  operationId: string;
  parameters: { name: string; in: "path" | "query" | "header"; required: boolean; schema: Schema }[];
  requestBody?: { content: { "application/json": { schema: Schema } } };
  responses: Record<string, { content: { "application/json": { examples?: Record<string, unknown> } } }>;
}
interface Document {
  paths: Record<string, Record<string, Described>>;
  components: { schemas: Record<string, Schema> };
}

const junk = fc.oneof(
  fc.constantFrom<unknown>(null, true, -1, 1.5, 2 ** 53, "", " ", "\u0000", "__proto__", [], {}, [[]], { a: { b: 1 } }),
  fc.string(),
  fc.integer(),
  fc.jsonValue({ maxDepth: 2 }),
);

/** Values that fit a schema, and the ids of things that are there where one is asked for. */
function fitting(document: Document, schema: Schema, known: readonly string[]): fc.Arbitrary<unknown> {
  const of = (part: Schema) => fitting(document, part, known);
  if (schema.$ref !== undefined) return of(document.components.schemas[schema.$ref.split("/").at(-1) ?? ""] ?? {});
  if ("const" in schema) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map(of));
  switch (schema.type) {
    case "object": {
      const properties = Object.entries(schema.properties ?? {}).map(([name, part]) => [name, of(part)] as const);
      const required = schema.required ?? [];
      return fc.record(Object.fromEntries(properties), {
        requiredKeys: required.filter((name) => name in (schema.properties ?? {})),
      });
    }
    case "array":
      return fc.array(of(schema.items ?? {}), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(schema.maxItems ?? 3, 3),
      });
    case "integer":
    case "number":
      return fc.integer({
        min: Math.max(schema.minimum ?? 0, -1e6),
        max: Math.max(Math.min(schema.maximum ?? 1e6, 1e6), schema.minimum ?? 0),
      });
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    default: {
      const text = fc.string({ minLength: schema.minLength ?? 0, maxLength: Math.min(schema.maxLength ?? 40, 40) });
      const drawn =
        schema.pattern === undefined ? text : fc.stringMatching(new RegExp(schema.pattern), { maxLength: 40 });
      return known.length > 0 && schema.pattern === undefined ? fc.oneof(fc.constantFrom(...known), drawn) : drawn;
    }
  }
}

// What is about the sandbox as a whole would end the others' calls; a wait only takes time.
const apart = /^(sandbox\.reset|clock\.|inbox\.wait|auth\.delete_me|members\.|sessions\.revoke|auth\.logout)/;

const textOf = (value: unknown) => (typeof value === "string" ? value : (JSON.stringify(value) ?? ""));

interface Drawn {
  target: { path: string; method: string; one: Described };
  id: string;
  query: Record<string, unknown>;
  body: unknown;
  broken: boolean;
  junk: Record<string, unknown>;
}

const batchSize = 100;

/**
 * Sends so many requests, drawn from the API's own description, half of them valid by it and half broken. Every answer has
 * a status, a code and a shape that the description names, and the sandbox answers at the end as at the beginning.
 */
export async function fuzz(sandbox: Sandbox, requests: number, seed: number): Promise<void> {
  const pool = new Pool(sandbox.url, { connections: 4 });
  try {
    const answer = await pool.request({ method: "GET", path: "/openapi.json" });
    const document = (await answer.body.json()) as Document;
    const member = await registerMember(sandbox, "fuzz@example.test", sandbox.apiKey, "owner");
    const asUser = clientOf(sandbox, member.session.token);
    await sandbox.client.webhookEndpoints.create({ url: "http://127.0.0.1:9/" });
    const known: string[] = [member.session.user.id];
    const faults = new Map<string, string>();
    const validators = new Map<string, Validator>();
    const described = Object.entries(document.paths)
      .flatMap(([path, methods]) => Object.entries(methods).map(([method, one]) => ({ path, method, one })))
      .filter(({ one }) => !one.operationId.endsWith(".alias") && !apart.test(one.operationId));

    const drawRequest = () =>
      fc.constantFrom(...described).chain(({ path, method, one }) => {
        const place = (where: string) => one.parameters.filter((parameter) => parameter.in === where);
        const record = (parts: { name: string; schema: Schema }[], required: string[]) =>
          fc.record(Object.fromEntries(parts.map(({ name, schema }) => [name, fitting(document, schema, known)])), {
            requiredKeys: required,
          });
        const query = place("query");
        const body = one.requestBody?.content["application/json"].schema ?? {};
        return fc.record({
          target: fc.constant({ path, method, one }),
          id: fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...known) }, fc.string({ minLength: 1, maxLength: 30 })),
          query: record(
            query,
            query.filter(({ required }) => required).map(({ name }) => name),
          ),
          body: fitting(document, body, known),
          broken: fc.boolean(),
          junk: fc.dictionary(
            fc.oneof(fc.constantFrom("id", ...Object.keys(body.properties ?? {})), fc.string({ maxLength: 8 })),
            junk,
            {
              maxKeys: 3,
            },
          ),
        });
      });

    for (let index = 0, batch: Drawn[] = []; index < requests; index++) {
      // Each batch knows the ids that the ones before have made.
      if (batch.length === 0) batch = fc.sample(drawRequest(), { numRuns: batchSize, seed: seed + index });
      const drawn = batch.pop()!;
      const { path, method, one } = drawn.target;
      const operation: Operation = operations[one.operationId as keyof typeof operations];
      const isPost = method === "post";
      const input = drawn.broken ? { ...(drawn.body as object), ...drawn.junk } : drawn.body;
      const search = new URLSearchParams();
      for (const [name, value] of Object.entries(drawn.broken ? { ...drawn.query, ...drawn.junk } : drawn.query)) {
        if (value !== null && typeof value === "object" && !Array.isArray(value)) {
          for (const [inner, part] of Object.entries(value)) search.append(`${name}[${inner}]`, textOf(part));
        } else search.append(name, textOf(value));
      }
      const credential = operation.access === "session" ? member.session.token : sandbox.apiKey;
      const response = await pool.request({
        method: isPost ? "POST" : (method.toUpperCase() as "GET" | "DELETE"),
        path:
          path.replace("{id}", () => encodeURIComponent(drawn.id.toWellFormed())) +
          (isPost ? "" : `?${search.toString()}`),
        headers: {
          ...(operation.access !== "none" && { authorization: `Bearer ${credential}` }),
          ...(isPost && { "content-type": "application/json" }),
        },
        body: isPost ? JSON.stringify(input) : null,
      });
      const text = await response.body.text();
      const said = `${one.operationId} ${JSON.stringify(input).slice(0, 300)} → ${response.statusCode} ${text.slice(0, 300)}`;
      const declared = one.responses[String(response.statusCode)];
      const isJson = String(response.headers["content-type"]).startsWith("application/json");
      if (response.statusCode >= 400) {
        const { code } = (JSON.parse(text) as { error: { code: string } }).error;
        const isDeclared = code in (declared?.content["application/json"].examples ?? {});
        if (response.statusCode >= 500 || !isDeclared) faults.set(`${one.operationId} ${code}`, said);
      } else if (isJson) {
        const validator = validators.get(operation.id) ?? Compile(operation.output);
        validators.set(operation.id, validator);
        const value: unknown = JSON.parse(text);
        const [wrong] = validator.Errors(value);
        if (!declared || wrong) faults.set(`${one.operationId} ${wrong?.instancePath ?? response.statusCode}`, said);
        const { id } = value as { id?: unknown };
        if (typeof id === "string" && known.length < 400) known.push(id);
      }
    }
    expect([...faults]).toEqual([]);
    expect((await sandbox.client.sandbox.health()).status).toBe("ok");
    expect((await asUser.auth.me()).email).toBe("fuzz@example.test");
    expect((await sandbox.client.ledger.trialBalance()).balanced).toBe(true);
  } finally {
    await pool.close();
  }
}
