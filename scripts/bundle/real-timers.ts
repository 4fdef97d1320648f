import process from "node:process";
import timers from "node:timers";

/**
 * A test runner's fake timers take the place of the global ones, and of a module's exports. Behind those a sandbox would wait
 * for ever, also for the end of a turn of the event loop. These are taken when the library is loaded, and stay.
 */
export const { clearImmediate, clearInterval, clearTimeout, setImmediate, setInterval, setTimeout } = timers;
export const nextTick = process.nextTick.bind(process);
export const { queueMicrotask } = globalThis;
const { AbortSignal: Signal } = globalThis;
export const timeout = Signal.timeout.bind(Signal);
