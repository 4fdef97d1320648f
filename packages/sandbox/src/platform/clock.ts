/** Undoes a wake-up call that has not come yet. */
export type Cancel = () => void;

/** How a clock stands. */
export interface SavedClock {
  /** The instant at which it stands; null when it runs. */
  frozenAtMs: number | null;
  /** How far it is ahead of the wall when it runs. */
  offsetMs: number;
}

/**
 * The one source of time, which never goes back, also where the wall is set back. Instants are milliseconds since the epoch;
 * what is on the wire is in seconds.
 */
export interface Clock {
  readonly mode: "wall" | "frozen";
  /** Milliseconds since the epoch. */
  now(): number;
  /** Whole seconds since the epoch. */
  seconds(): number;
  /**
   * The instant to put on what is sent to others, in milliseconds since the epoch. They judge it by the wall, so a running
   * clock gives the wall's time even if it was moved ahead; a clock that stands still gives its own.
   */
  sharedNow(): number;
  /** Stops the clock at now, or at an instant that is not in the past. */
  freeze(atMs?: number): void;
  /** Moves a frozen or running clock forward; waiters whose instant has come are woken. */
  moveTo(atMs: number): void;
  /** Lets the clock run again from where it stands. */
  resume(): void;
  /** Calls once, as soon as the clock has reached the instant. */
  wakeAt(atMs: number, wake: () => void): Cancel;
  save(): SavedClock;
  /** Puts it where a saved one stood, also backwards: only together with the state of everything that it is for. */
  restore(saved: SavedClock): void;
  /** Drops all waiters. */
  close(): void;
}

/**
 * A longer wait is made of several: a timer does not count while the machine sleeps, nor does it notice that the wall was set
 * forward, and what has fallen due meanwhile comes this late at the most.
 */
const timerMsMax = 60_000;

interface ClockOptions {
  frozenAtMs?: number | undefined;
  offsetMs?: number;
  /** Is told, before any waiter, that it was stopped, moved or let run, or that the wall was set back behind it. */
  onSet?: () => void;
}

/** Makes a clock that runs with the wall, `offsetMs` ahead of it, or stands still at `frozenAtMs`. */
export function createClock(options: ClockOptions = {}): Clock {
  const { onSet = () => {} } = options;
  let frozenAt = options.frozenAtMs;
  let offset = options.offsetMs ?? 0;
  /** The last instant that it showed while it ran, and how far it is ahead of where the wall, which was set back, has it. */
  let shown = -Infinity;
  let ahead = 0;
  const waiters = new Set<{ at: number; wake: () => void }>();
  let timer: NodeJS.Timeout | undefined;

  const running = (): number => {
    const byWall = Date.now() + offset;
    const fellBack = byWall + ahead < shown;
    if (fellBack) ahead = shown - byWall;
    else if (byWall >= shown) ahead = 0;
    shown = byWall + ahead;
    if (fellBack) onSet();
    return shown;
  };
  const now = () => frozenAt ?? running();
  const runFrom = (at: number) => {
    offset = at - Date.now();
    ahead = 0;
    frozenAt = undefined;
  };

  const wakeDue = () => {
    const instant = now();
    for (const waiter of [...waiters].toSorted((a, b) => a.at - b.at)) {
      if (waiter.at > instant) break;
      if (waiters.delete(waiter)) waiter.wake();
    }
    arm();
  };
  const arm = () => {
    clearTimeout(timer);
    timer = undefined;
    if (frozenAt !== undefined || waiters.size === 0) return;
    const next = Math.min(...[...waiters].map((waiter) => waiter.at));
    timer = setTimeout(wakeDue, Math.min(Math.max(0, next - now()), timerMsMax));
    timer.unref();
  };

  return {
    get mode() {
      return frozenAt === undefined ? "wall" : "frozen";
    },
    now,
    seconds: () => Math.floor(now() / 1000),
    sharedNow: () => frozenAt ?? Date.now(),
    freeze: (at = now()) => {
      frozenAt = Math.max(at, now());
      onSet();
      wakeDue();
    },
    moveTo: (at) => {
      if (at <= now()) return;
      if (frozenAt === undefined) runFrom(at);
      else frozenAt = at;
      onSet();
      wakeDue();
    },
    resume: () => {
      if (frozenAt === undefined) return;
      runFrom(frozenAt);
      onSet();
      arm();
    },
    wakeAt: (at, wake) => {
      const waiter = { at, wake };
      waiters.add(waiter);
      if (at <= now()) setImmediate(() => waiters.delete(waiter) && wake());
      else arm();
      return () => void waiters.delete(waiter);
    },
    save: () => ({ frozenAtMs: frozenAt ?? null, offsetMs: offset + ahead }),
    restore: (saved) => {
      frozenAt = saved.frozenAtMs ?? undefined;
      offset = saved.offsetMs;
      shown = -Infinity;
      ahead = 0;
      wakeDue();
    },
    close: () => {
      waiters.clear();
      clearTimeout(timer);
    },
  };
}
