import type { Client, Fault, InputOf, Operations } from "@micro/sdk";
import { readFileSync } from "node:fs";

import { parseDocument } from "yaml";

import { Abort } from "../abort.ts";
import { isRecord } from "../config/file.ts";
import { unreadable } from "./unreadable.ts";

type Rule = InputOf<Operations["faults.create"]>;

/** Reads a list of rules from a file of YAML or JSON. */
export function readFaults(file: string): Rule[] {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    throw unreadable(file, "Give the name of a YAML or JSON file.", cause);
  }
  const document = parseDocument(text, { prettyErrors: true });
  const [error] = document.errors;
  if (error !== undefined) throw new Abort(`${file}: ${error.message.split("\n")[0]}`, help);
  const content: unknown = document.toJS();
  const rules: unknown = isRecord(content) ? content["faults"] : content;
  if (!Array.isArray(rules) || rules.length === 0 || !rules.every(isRecord)) {
    throw new Abort(`${file} has no list of rules.`, help);
  }
  // The sandbox validates each rule.
  return rules as Rule[];
}

const help = "Write a list, such as: - { effect: latency, path: /payments/*, latency_ms: 500 }";

/** Makes the rules; where one is refused, those before it are taken back. */
export async function loadFaults(client: Client, rules: readonly Rule[]): Promise<Fault[]> {
  const made: Fault[] = [];
  try {
    for (const rule of rules) made.push(await client.faults.create(rule));
    return made;
  } catch (error) {
    for (const { id } of made) await client.faults.delete(id);
    throw error;
  }
}
