import { assertJudged, judgeBalanced, judgeDelivered, judgeEmitted, type Fits, type Verdict } from "./judge.ts";

/** What a matcher of vitest or Jest is called on. */
interface Matching {
  equals: (actual: unknown, expected: unknown, testers?: never[]) => boolean;
  utils: { subsetEquality: unknown };
}

/** The matchers, for the `expect` of vitest and of Jest. */
export const matchers = {
  async toHaveEmitted(this: Matching, received: unknown, type: string, wanted?: object): Promise<Verdict> {
    assertJudged(received);
    return judgeEmitted(received, type, wanted, fitsFor(this));
  },
  async toHaveDelivered(this: Matching, received: unknown, type: string, wanted?: object): Promise<Verdict> {
    assertJudged(received);
    return judgeDelivered(received, type, wanted, fitsFor(this));
  },
  async toBeBalanced(received: unknown): Promise<Verdict> {
    assertJudged(received);
    return judgeBalanced(received);
  },
};

/** Compares as the runner's own `toMatchObject` does. */
const fitsFor =
  ({ equals, utils }: Matching): Fits =>
  (object, wanted) =>
    equals(object, wanted, [utils.subsetEquality as never]);
