type Handler = (event: object) => unknown;

/** Hands events to those who asked for them. */
export interface Emitter {
  on(type: string, handler: Handler): void;
  once(type: string, handler: Handler): void;
  /** Without a handler all of the type's go. */
  off(type: string, handler?: Handler): void;
  emit(type: string, event: object): void;
}

export function createEmitter(): Emitter {
  const handlers = new Map<string, Map<Handler, boolean>>();
  const add = (type: string, handler: Handler, once: boolean) => {
    const ofType = handlers.get(type) ?? new Map<Handler, boolean>();
    handlers.set(type, ofType.set(handler, once));
  };
  return {
    on: (type, handler) => add(type, handler, false),
    once: (type, handler) => add(type, handler, true),
    off: (type, handler) => {
      if (handler) handlers.get(type)?.delete(handler);
      else handlers.delete(type);
    },
    emit: (type, event) => {
      for (const [handler, once] of Array.from(handlers.get(type) ?? [])) {
        if (once) handlers.get(type)?.delete(handler);
        handler(event);
      }
    },
  };
}
