import type { Transaction } from "./database.ts";

/** Thrown when the work is complete, so that the savepoint undoes it. */
class Complete extends Error {}

/** Does work only for its result: whatever it writes is undone. What it throws is thrown. */
export async function dryRun<T>(tx: Transaction, work: () => Promise<T>): Promise<T> {
  const results: T[] = [];
  try {
    await tx.savepoint(async () => {
      results.push(await work());
      throw new Complete();
    });
  } catch (cause) {
    if (!(cause instanceof Complete)) throw cause;
  }
  // Without a result the work threw, and so did this.
  return results[0] as T;
}
