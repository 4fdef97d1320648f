import type { Attempt } from "./attempt.ts";

/** The text of a body, piece by piece. `onEnd` is called when it is over, by its end or otherwise. */
export async function* readChunks(
  body: AsyncIterable<Uint8Array>,
  attempt: Attempt,
  onEnd: () => void,
): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder();
  try {
    for await (const bytes of body) {
      // A letter can be divided between two pieces.
      const text = decoder.decode(bytes, { stream: true });
      if (text !== "") yield text;
    }
    const rest = decoder.decode();
    if (rest !== "") yield rest;
  } catch (error) {
    throw attempt.fail(error);
  } finally {
    attempt.settle();
    onEnd();
  }
}
