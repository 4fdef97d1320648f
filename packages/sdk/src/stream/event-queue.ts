/** Items on their way from who has them to who asks for them. */
export interface EventQueue<T> {
  /** How many items wait to be asked for. */
  readonly size: number;
  push(item: T): void;
  /** The next item, as soon as there is one. */
  next(): Promise<IteratorResult<T, undefined>>;
  /** Ends the queue after the items in it: normally, or with an error that is thrown once. */
  end(error?: Error): void;
  /** Ends the queue and drops the items in it. */
  drop(error?: Error): void;
  /** Resolves when at most so many items wait, or the queue has ended. */
  drainedTo(size: number): Promise<void>;
}

/** Makes an empty queue. */
export function eventQueue<T>(): EventQueue<T> {
  const items: T[] = [];
  const readers: PromiseWithResolvers<IteratorResult<T, undefined>>[] = [];
  let ended = false;
  let error: Error | undefined;
  let drain: { size: number; resolve: () => void } | undefined;

  const settleDrain = () => {
    if (!drain || (!ended && items.length > drain.size)) return;
    drain.resolve();
    drain = undefined;
  };
  const end = (cause?: Error) => {
    if (ended) return;
    ended = true;
    error = cause;
    for (const reader of readers.splice(0)) takeEnd().then(reader.resolve, reader.reject);
    settleDrain();
  };
  const takeEnd = async (): Promise<IteratorResult<T, undefined>> => {
    const cause = error;
    error = undefined;
    if (cause) throw cause;
    return { done: true, value: undefined };
  };

  return {
    get size() {
      return items.length;
    },
    push(item) {
      if (ended) return;
      const reader = readers.shift();
      if (reader) reader.resolve({ done: false, value: item });
      else items.push(item);
    },
    async next() {
      const [item] = items;
      if (item !== undefined) {
        items.shift();
        settleDrain();
        return { done: false, value: item };
      }
      if (ended) return takeEnd();
      const reader = Promise.withResolvers<IteratorResult<T, undefined>>();
      readers.push(reader);
      return reader.promise;
    },
    end,
    drop(cause) {
      items.length = 0;
      end(cause);
    },
    drainedTo: (size) =>
      new Promise((resolve) => {
        drain = { size, resolve };
        settleDrain();
      }),
  };
}
