import { operations, type Operation } from "@micro/sdk/contract";

const all: readonly Operation[] = Object.values(operations);

/** The operation at a path, and the id in that path, if it has one. */
export function findByPath(method: string, path: string): { operation: Operation; id: string | undefined } | undefined {
  for (const operation of all) {
    if (operation.method !== method) continue;
    for (const pattern of [operation.path, ...(operation.aliases ?? [])]) {
      const [head = "", tail] = pattern.split("{id}");
      if (tail === undefined && path === head) return { operation, id: undefined };
      if (tail === undefined || !path.startsWith(head) || !path.endsWith(tail)) continue;
      const id = path.slice(head.length, path.length - tail.length);
      if (id !== "" && !id.includes("/")) return { operation, id };
    }
  }
  return undefined;
}
