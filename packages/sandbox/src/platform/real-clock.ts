import type { Cancel } from "./clock.ts";

/** Calls again and again on the real clock, without keeping the process alive. */
export function every(ms: number, call: () => void): Cancel {
  const timer = setInterval(call, ms);
  timer.unref();
  return () => clearInterval(timer);
}

/** Calls once on the real clock, without keeping the process alive: for time-outs, never for what is due. */
export function after(ms: number, call: () => void): Cancel {
  const timer = setTimeout(call, ms);
  timer.unref();
  return () => clearTimeout(timer);
}

/** Waits on the real clock, as when an answer is to be delayed, or until it is told to stop; resolves at once for 0. */
export const pause = (ms: number, stop?: AbortSignal): Promise<void> =>
  ms === 0 || stop?.aborted
    ? Promise.resolve()
    : new Promise((resume) => {
        const end = () => {
          clearTimeout(timer);
          stop?.removeEventListener("abort", end);
          resume();
        };
        const timer = setTimeout(end, ms);
        stop?.addEventListener("abort", end);
      });

/** The time on the wall, in milliseconds since the epoch, for what other programs' records are compared with. */
export const wallMs = (): number => Date.now();

/** Taken once: fake timers of a test runner would have it stand still. */
const elapsedMs = performance.now.bind(performance);

/** A duration on the real clock, for what the sandbox measures of the machine; nothing that is due goes by it. */
export function stopwatch(): () => number {
  const start = elapsedMs();
  return () => elapsedMs() - start;
}
