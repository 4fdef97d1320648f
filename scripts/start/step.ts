/** A step did not do what it was to show; the message says which, and why. */
export class StepFailure extends Error {}

/** Does one step and says in a line what came of it. */
export async function step<T>(name: string, work: () => Promise<[line: string, result: T]>): Promise<T> {
  try {
    const [line, result] = await work();
    console.log(`✓ ${name.padEnd(9)} ${line}`);
    return result;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StepFailure(`${name}: ${reason}`, { cause: error });
  }
}
