/** Collects items and hands them over together a little later, so that nobody who adds one waits for it. */
export interface Batch<T> {
  /** False when too many wait and the item was dropped. */
  add: (item: T) => boolean;
  /** Hands over what waits now. Items added meanwhile wait for the next time, so this always ends. */
  flush: () => Promise<void>;
}

/** Makes a batch that is handed over `delayMs` after its first item, at most `batchMax` items at a time. */
export function createBatch<T>(options: {
  delayMs: number;
  batchMax: number;
  queueMax: number;
  write: (items: T[]) => Promise<void>;
}): Batch<T> {
  const { delayMs, batchMax, queueMax, write } = options;
  const waiting: T[] = [];
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    writing = writing.then(async () => {
      for (let left = waiting.length; left > 0; left -= batchMax) {
        await write(waiting.splice(0, Math.min(left, batchMax)));
      }
    });
    return writing;
  };

  return {
    add: (item) => {
      if (waiting.length >= queueMax) return false;
      waiting.push(item);
      if (!timer) {
        timer = setTimeout(() => void flush(), delayMs);
        timer.unref();
      }
      return true;
    },
    flush,
  };
}
