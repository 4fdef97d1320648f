import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { createClock } from "./clock.ts";

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => void vi.useRealTimers());

describe("a clock that runs with the wall", () => {
  test("shows the wall's time, with its offset", () => {
    expect(createClock().now()).toBe(1_000_000);
    expect(createClock({ offsetMs: 5_500 }).now()).toBe(1_005_500);
    expect(createClock({ offsetMs: 5_500 }).seconds()).toBe(1_005);
  });

  test("goes on from where it was moved to", () => {
    const clock = createClock();
    clock.moveTo(2_000_000);
    expect(clock.now()).toBe(2_000_000);
    vi.advanceTimersByTime(250);
    expect(clock.now()).toBe(2_000_250);
    expect(clock.mode).toBe("wall");
  });

  test("wakes at the instant, not before, and once", () => {
    const clock = createClock();
    const wake = vi.fn();
    clock.wakeAt(1_000_100, wake);
    vi.advanceTimersByTime(99);
    expect(wake).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(wake).toHaveBeenCalledOnce();
    vi.advanceTimersByTime(10_000);
    expect(wake).toHaveBeenCalledOnce();
  });

  test("wakes within a minute where the wall has jumped ahead, as it has behind a machine that slept", () => {
    const clock = createClock();
    const wake = vi.fn();
    clock.wakeAt(clock.now() + 3_600_000, wake);
    vi.setSystemTime(Date.now() + 8 * 3_600_000);
    vi.advanceTimersByTime(60_000);
    expect(wake).toHaveBeenCalledOnce();
  });

  test("goes on from where it was when the wall is set back, and wakes who is due", () => {
    const onSet = vi.fn();
    const clock = createClock({ offsetMs: 5_000, onSet });
    const wake = vi.fn();
    clock.wakeAt(clock.now() + 100, wake);
    vi.setSystemTime(Date.now() - 3_600_000);
    expect(clock.now()).toBe(1_005_000);
    expect(onSet).toHaveBeenCalledOnce();
    vi.advanceTimersByTime(60);
    expect(clock.now()).toBe(1_005_060);
    vi.advanceTimersByTime(40);
    expect(wake).toHaveBeenCalledOnce();
    expect(clock.save()).toEqual({ frozenAtMs: null, offsetMs: 3_605_000 });
    clock.moveTo(2_000_000);
    vi.advanceTimersByTime(5);
    expect(clock.now()).toBe(2_000_005);
  });

  test("is moved and stopped as ever after the wall was set back", () => {
    const clock = createClock();
    clock.now();
    vi.setSystemTime(0);
    clock.moveTo(1_000_001);
    expect(clock.now()).toBe(1_000_001);
    clock.freeze();
    vi.setSystemTime(-5_000);
    clock.resume();
    expect(clock.now()).toBe(1_000_001);
  });

  test("is saved as it runs again, also behind a wall that was set back", () => {
    const clock = createClock();
    clock.now();
    vi.setSystemTime(0);
    clock.freeze();
    clock.resume();
    expect(clock.save()).toEqual({ frozenAtMs: null, offsetMs: 1_000_000 });
  });

  test("is put back to an instant before", () => {
    const clock = createClock();
    const saved = clock.save();
    clock.moveTo(2_000_000);
    clock.restore(saved);
    expect(clock.now()).toBe(1_000_000);
  });

  test("shows the wall's time again once the wall has reached it", () => {
    const clock = createClock();
    clock.now();
    vi.setSystemTime(0);
    expect(clock.now()).toBe(1_000_000);
    vi.setSystemTime(1_000_500);
    expect(clock.now()).toBe(1_000_500);
    expect(clock.save()).toEqual({ frozenAtMs: null, offsetMs: 0 });
  });

  test("wakes after a wait that no timer of Node can hold", () => {
    const clock = createClock();
    const wake = vi.fn();
    const days = 60 * 24 * 3_600_000;
    clock.wakeAt(clock.now() + days, wake);
    vi.advanceTimersByTime(days - 1);
    expect(wake).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(wake).toHaveBeenCalledOnce();
  });
});

describe("a frozen clock", () => {
  test("stands still", () => {
    const clock = createClock({ frozenAtMs: 77_999 });
    vi.advanceTimersByTime(60_000);
    expect(clock.now()).toBe(77_999);
    expect(clock.seconds()).toBe(77);
    expect(clock.mode).toBe("frozen");
  });

  test("wakes nobody while it stands, and in order when it is moved", () => {
    const clock = createClock({ frozenAtMs: 0 });
    const woken: number[] = [];
    for (const at of [30, 10, 20, 41]) clock.wakeAt(at, () => woken.push(at));
    vi.advanceTimersByTime(60_000);
    expect(woken).toEqual([]);
    clock.moveTo(40);
    expect(woken).toEqual([10, 20, 30]);
  });

  test.each([0, 5, -3])("does not go back to %i", (atMs) => {
    const clock = createClock({ frozenAtMs: 10 });
    clock.moveTo(atMs);
    clock.freeze(atMs);
    expect(clock.now()).toBe(10);
  });

  test("runs again from where it stood, also when it was behind the wall", () => {
    const clock = createClock({ frozenAtMs: 50 });
    clock.resume();
    expect(clock.mode).toBe("wall");
    expect(clock.now()).toBe(50);
    vi.advanceTimersByTime(7);
    expect(clock.now()).toBe(57);
  });

  test("wakes by the wall again once it runs", () => {
    const clock = createClock({ frozenAtMs: 50 });
    const wake = vi.fn();
    clock.wakeAt(60, wake);
    clock.resume();
    vi.advanceTimersByTime(9);
    expect(wake).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(wake).toHaveBeenCalledOnce();
  });

  test("frozen in the future wakes those who waited for less", () => {
    const clock = createClock();
    const wake = vi.fn();
    clock.wakeAt(1_000_500, wake);
    clock.freeze(1_000_500);
    expect(wake).toHaveBeenCalledOnce();
    expect(clock.now()).toBe(1_000_500);
  });
});

describe("the instant that others go by", () => {
  test("is the wall's while the clock runs, also far ahead of it", () => {
    const clock = createClock();
    expect(clock.sharedNow()).toBe(Date.now());
    clock.moveTo(Date.now() + 30 * 86_400_000);
    expect(clock.sharedNow()).toBe(Date.now());
    expect(clock.now()).toBe(Date.now() + 30 * 86_400_000);
  });

  test("is the clock's own while it stands still, and the wall's again once it runs", () => {
    const clock = createClock({ frozenAtMs: 50 });
    expect(clock.sharedNow()).toBe(50);
    clock.moveTo(70);
    expect(clock.sharedNow()).toBe(70);
    clock.resume();
    expect(clock.sharedNow()).toBe(Date.now());
  });
});

describe("a wake-up call", () => {
  test("for an instant that has passed comes at once, but not inside the call", () => {
    const clock = createClock({ frozenAtMs: 100 });
    const wake = vi.fn();
    clock.wakeAt(100, wake);
    expect(wake).not.toHaveBeenCalled();
    vi.runAllTimers();
    expect(wake).toHaveBeenCalledOnce();
  });

  test.each([50, 200])("for %i does not come once it is cancelled", (atMs) => {
    const clock = createClock({ frozenAtMs: 100 });
    const wake = vi.fn();
    clock.wakeAt(atMs, wake)();
    clock.moveTo(300);
    vi.runAllTimers();
    expect(wake).not.toHaveBeenCalled();
  });

  test("is taken back by another one of its instant", () => {
    const clock = createClock({ frozenAtMs: 0 });
    const never = vi.fn();
    let cancel = () => {};
    clock.wakeAt(10, () => cancel());
    cancel = clock.wakeAt(10, never);
    clock.moveTo(10);
    expect(never).not.toHaveBeenCalled();
  });

  test("may ask for the next one", () => {
    const clock = createClock();
    const woken: number[] = [];
    const again = () => {
      woken.push(clock.now());
      if (woken.length < 3) clock.wakeAt(clock.now() + 10, again);
    };
    clock.wakeAt(1_000_010, again);
    vi.advanceTimersByTime(100);
    expect(woken).toEqual([1_000_010, 1_000_020, 1_000_030]);
  });

  test("does not come after the clock was closed, and holds no timer", () => {
    const clock = createClock();
    const wake = vi.fn();
    clock.wakeAt(1_000_010, wake);
    clock.wakeAt(1_000_000, wake);
    clock.close();
    expect(vi.getTimerCount()).toBeLessThanOrEqual(1);
    vi.advanceTimersByTime(100);
    expect(wake).not.toHaveBeenCalled();
  });
});
