import type { Calls, Question, Reply } from "./child.ts";
import { observe, observed } from "./observation.ts";

/** Answers what the parent asks, until it goes; then ends, after `close`. */
export function answerCalls<T extends Calls<T>>(
  calls: T,
  close: () => Promise<unknown> = () => Promise.resolve(),
): void {
  const all = { ...calls, observe, observed };
  const answer = async ({ id, name, input }: Question): Promise<Reply> => {
    try {
      // The parent's side is typed by the same interface.
      const call: (input: never) => Promise<unknown> = all[name as keyof typeof all];
      return { id, value: await call(input as never) };
    } catch (cause) {
      return { id, error: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause) };
    }
  };
  process.on("message", (question: Question) => {
    void answer(question).then((reply) => process.send?.(reply));
  });
  process.on("disconnect", () => void close().finally(() => process.exit()));
}
