import type { ServerResponse } from "node:http";

import type { LoadCalls, SampleRequest } from "./calls.ts";
import { openReceiver } from "./receiver.ts";

/**
 * A receiver that holds its answers back until it is released, so that a sender has all its work before it when the
 * clock starts.
 */
export function createHeldReceiver(): Pick<LoadCalls, "holdReceiver" | "releaseReceiver"> {
  const held: ServerResponse[] = [];
  let opened: Awaited<ReturnType<typeof openReceiver>> | undefined;
  let sample: SampleRequest | undefined;
  let released = false;
  let received = 0;
  let onReceived: () => void = () => {};

  return {
    holdReceiver: async () => {
      [released, received, sample] = [false, 0, undefined];
      opened = await openReceiver((request, _atMs, response) => {
        sample ??= request;
        received += 1;
        if (released) response.end();
        else held.push(response);
        onReceived();
      });
      return opened.url;
    },
    releaseReceiver: async ({ count }) => {
      const before = received;
      const startedAt = performance.now();
      const finished = new Promise<void>((resolve) => {
        onReceived = () => {
          if (received >= count) resolve();
        };
      });
      released = true;
      for (const response of held.splice(0)) response.end();
      onReceived();
      await finished;
      const elapsedMs = performance.now() - startedAt;
      // The last answers are on their way.
      await new Promise((resolve) => setTimeout(resolve, 50));
      await opened?.close();
      if (!sample) throw new Error("Nothing was received.");
      return { elapsedMs, received: count - before, sample };
    },
  };
}
