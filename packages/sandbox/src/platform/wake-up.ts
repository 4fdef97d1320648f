/** Lets a loop look for something, and then wait until it may have changed since the look began. */
export interface WakeUp {
  /** Call before a look. What it returns settles at the next `ring`, also at one during the look. */
  arm: () => Promise<void>;
  ring: () => void;
  /** Stops listening to the signal. */
  close: () => void;
}

/** Makes a wake-up that also rings when the signal aborts. */
export function createWakeUp(signal: AbortSignal): WakeUp {
  let settle = () => {};
  const ring = () => settle();
  signal.addEventListener("abort", ring);
  return {
    arm: () => new Promise((resolve) => (settle = resolve)),
    ring,
    close: () => signal.removeEventListener("abort", ring),
  };
}
