let ending: Promise<void> | undefined;

/** Waits for the end of this turn of the event loop, together with all who wait for it. */
export function endOfTurn(): Promise<void> {
  ending ??= new Promise((resolve) =>
    setImmediate(() => {
      ending = undefined;
      resolve();
    }),
  );
  return ending;
}

/** Lets others have their turn before long work goes on. */
export const nextTurn = (): Promise<void> => new Promise((resume) => setImmediate(resume));
