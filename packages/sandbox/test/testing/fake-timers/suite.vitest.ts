import { sandboxTest } from "@micro/sandbox/vitest";
import { afterEach, beforeEach, vi } from "vitest";

import { workIn, workInOwn } from "./work.js";

const test = sandboxTest();

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("one that was there", ({ sandbox }) => workIn(sandbox));
test("one of its own", workInOwn);
