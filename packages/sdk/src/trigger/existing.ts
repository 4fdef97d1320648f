import { nearestNames, operations, type OperationId } from "../contract/index.ts";
import type { PlannedStep } from "./overrides.ts";
import { TriggerError } from "./trigger-error.ts";

/** An object that exists, and the operation that reads it. */
export interface ExistingObject {
  operation: OperationId;
  id: string;
}

/**
 * The objects to use in place of those that steps would make. Throws a `TriggerError` for a step that there is not, and for
 * one whose object cannot be read.
 */
export function parseExisting(
  steps: readonly PlannedStep[],
  existing: Readonly<Record<string, string>>,
): Map<string, ExistingObject> {
  const known = steps.filter(({ operation }) => readerOf(operation) !== undefined).map(({ name }) => name);
  return new Map(
    Object.entries(existing).map(([name, id]) => {
      const step = steps.find((candidate) => candidate.name === name);
      const operation = step && readerOf(step.operation);
      if (operation) return [name, { operation, id }];
      const nearest = nearestNames(name, known);
      const hint = nearest.length > 0 ? ` Did you mean \`${nearest[0]}\`?` : "";
      const message = `This trigger makes no \`${name}\` that could be used.${hint} There are: ${known.join(", ")}.`;
      throw new TriggerError("unknown_step", message, { nearest, known });
    }),
  );
}

/** The operation that reads what an operation makes. */
function readerOf(operation: OperationId): OperationId | undefined {
  if (!operation.endsWith(".create")) return undefined;
  const reader = operation.replace(/\.create$/, ".get");
  return Object.values(operations).find(({ id }) => id === reader)?.id;
}
