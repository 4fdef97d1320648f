import { answerCalls } from "../harness/answer-calls.ts";
import type { LoadCalls } from "./calls.ts";
import { createHeldReceiver } from "./held-receiver.ts";
import { measureFirstByte } from "./measure-first-byte.ts";
import { measureListeners } from "./measure-listeners.ts";
import { runPlan } from "./run-plan.ts";

answerCalls<LoadCalls>({ load: runPlan, measureFirstByte, measureListeners, ...createHeldReceiver() });
