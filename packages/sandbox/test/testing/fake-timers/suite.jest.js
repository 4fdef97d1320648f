import { afterEach, beforeEach, jest } from "@jest/globals";
import { sandboxTest } from "@micro/sandbox/jest";

import { workIn, workInOwn } from "./work.js";

const test = sandboxTest();

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

test("one that was there", ({ sandbox }) => workIn(sandbox));
test("one of its own", workInOwn);
