import { operations, type Client, type Operation } from "@micro/sdk";

import { isRecord } from "../../config/file.ts";

const all: readonly Operation[] = Object.values(operations);

/** Whether this version's contract has an operation. */
export const findOptional = (id: string): Operation | undefined => all.find((operation) => operation.id === id);

/** Calls an operation that only some versions have; nothing where this one has not. */
export async function callOptional(
  client: Client,
  id: string,
  input: Readonly<Record<string, unknown>>,
): Promise<unknown> {
  const operation = findOptional(id);
  if (operation === undefined) return undefined;
  const { id: pathId, ...rest } = input;
  const path = operation.path.replace("{id}", encodeURIComponent(String(pathId)));
  const isPost = operation.method === "POST";
  const { data } = await client.request(
    operation.method,
    path,
    isPost ? { body: rest } : { query: rest as Record<string, string> },
  );
  return data;
}

/** The items of a list's answer. */
export const itemsOf = (answer: unknown): Record<string, unknown>[] =>
  isRecord(answer) && Array.isArray(answer["data"]) ? (answer["data"] as unknown[]).filter(isRecord) : [];
