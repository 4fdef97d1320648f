import type { Transaction } from "./database.ts";

/** Says that work was done to its end, so that it is undone. */
class Done extends Error {}

/** Does work for its answer alone: whatever it writes is undone. */
export async function tryOut<T>(tx: Transaction, work: () => Promise<T>): Promise<T> {
  const answers: T[] = [];
  try {
    await tx.savepoint(async () => {
      answers.push(await work());
      throw new Done();
    });
  } catch (cause) {
    if (!(cause instanceof Done)) throw cause;
  }
  return answers[0] as T;
}
