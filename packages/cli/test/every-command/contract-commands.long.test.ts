import { operations, type Operation } from "@micro/sdk";
import { describe, test } from "vitest";

import { isObject, type ParamSchema } from "../../src/params/param-schema.ts";
import { createMachine } from "../micro.ts";
import { contractCommands } from "./commands.ts";

const all: readonly Operation[] = Object.values(operations);
const operationOf = (name: string) => all.find(({ id }) => id === name.replace(" ", "."));

/** A word that the command line takes for a value of this schema. */
function sampleOf(schema: ParamSchema): string {
  if (schema.items !== undefined) return isObject(schema.items) ? JSON.stringify([membersOf(schema.items)]) : "a";
  if (isObject(schema)) return JSON.stringify(membersOf(schema));
  const word = schema.const ?? schema.enum?.[0];
  if (word !== undefined) return String(word);
  return schema.type === "integer" ? String(schema.minimum ?? 1) : "text";
}

const membersOf = ({ required = [] }: ParamSchema) => Object.fromEntries(required.map((name) => [name, "text"]));

/** What has to stand after the command. */
function requiredArgs({ path, input }: Operation): string[] {
  const schema: ParamSchema = input;
  const given = (schema.required ?? []).filter((name) => name !== "id");
  const flags = given.flatMap((name) => {
    const param = schema.properties?.[name] ?? {};
    return [`--${name.replaceAll("_", "-")}`, ...(param.type === "boolean" ? [] : [sampleOf(param)])];
  });
  return [...(path.includes("{id}") ? ["id_1"] : []), ...flags];
}

describe("every operation of the contract is a command, which says what it would send", () => {
  const named = contractCommands().map(({ name }) => [name] as const);
  test.concurrent.for(named)("micro %s", async ([name], { expect }) => {
    const { run } = createMachine();
    const operation = operationOf(name);
    if (operation === undefined) throw new Error(`${name} is no operation.`);
    const { exitCode, stdout, stderr } = await run([
      ...name.split(" "),
      ...requiredArgs(operation),
      "--dry-run",
      "--json",
    ]);
    expect({ exitCode, stderr, lines: stdout.split("\n").length }).toEqual({ exitCode: 0, stderr: "", lines: 1 });
    const { method, url, ...sent } = JSON.parse(stdout) as Record<string, unknown>;
    const path = operation.path.replace("{id}", "id_1");
    expect({ method, url }).toEqual({ method: operation.method, url: `http://127.0.0.1:8080${path}` });
    const required = ((operation.input as ParamSchema).required ?? []).filter((param) => param !== "id");
    const params = operation.method === "POST" ? sent["body"] : sent["query"];
    expect(Object.keys(params as object).toSorted()).toEqual(required.toSorted());
  });
});
