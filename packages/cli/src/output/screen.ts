const restorers = new Set<() => void>();

/** Calls `restore` before a failure is printed, which would else be lost with the full screen. */
export function onFailure(restore: () => void): Disposable {
  restorers.add(restore);
  return { [Symbol.dispose]: () => void restorers.delete(restore) };
}

/** Gives the terminal back to whoever had it before. */
export function restoreScreen(): void {
  for (const restore of restorers) restore();
  restorers.clear();
}
