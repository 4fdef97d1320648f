const restorers = new Set<() => void>();

/** Calls `restore` before a failure is printed, which would otherwise be lost with the full screen. */
export function onFailure(restore: () => void): Disposable {
  restorers.add(restore);
  return { [Symbol.dispose]: () => void restorers.delete(restore) };
}

/** Gives the terminal back to whoever had it before. */
export function restoreScreen(): void {
  for (const restore of restorers) restore();
  restorers.clear();
}

const hangUpCodes: ReadonlySet<string | undefined> = new Set(["EIO", "ENOTTY", "EPIPE"]);

/** Whether a stream fails because it is a terminal that was closed. */
export const isHangUp = ({ isTTY }: { isTTY?: boolean }, { code }: NodeJS.ErrnoException): boolean =>
  isTTY === true && hangUpCodes.has(code);
