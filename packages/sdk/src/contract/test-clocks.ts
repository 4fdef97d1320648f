import { Type, type Static } from "typebox";

import { operation } from "./operation.ts";
import { expandParam, Id, List, Nullable, OneOf, pageParams, Params, Text, Timestamp } from "./schema.ts";

/** Where a test clock can stand. */
const testClockStatuses = ["advancing", "internal_failure", "ready"] as const;

export const TestClock = Type.Object({
  id: Id("testClock"),
  object: Type.Literal("test_helpers.test_clock"),
  created: Timestamp,
  deletes_after: Type.Integer({ description: "When it is deleted by itself, by the clock of the sandbox." }),
  frozen_time: Type.Integer({ description: "The instant at which it stands: the time of its customers." }),
  livemode: Type.Boolean(),
  name: Nullable(Type.String()),
  status: OneOf(...testClockStatuses),
  status_details: Type.Object({
    advancing: Type.Optional(Type.Object({ target_frozen_time: Timestamp })),
  }),
});
/** A clock that some customers live by. It stands still until it is advanced, and moves nobody else's time. */
export type TestClock = Static<typeof TestClock>;

const path = "/billing/test_clocks";
const byId = { id: Id("testClock"), ...expandParam };

export const testClockOperations = {
  "test_clocks.create": operation({
    id: "test_clocks.create",
    method: "POST",
    path,
    access: "payments:write",
    summary: "Create a test clock for customers to live by.",
    input: Params({ frozen_time: Timestamp, name: Type.Optional(Text(300)), ...expandParam }),
    output: TestClock,
    status: 201,
    errors: ["test_clock_limit"],
  }),
  "test_clocks.list": operation({
    id: "test_clocks.list",
    method: "GET",
    path,
    access: "payments:read",
    summary: "List test clocks.",
    input: Params({ ...pageParams, ...expandParam }),
    output: List(TestClock),
    errors: [],
  }),
  "test_clocks.get": operation({
    id: "test_clocks.get",
    method: "GET",
    path: `${path}/{id}`,
    access: "payments:read",
    summary: "Read a test clock.",
    input: Params(byId),
    output: TestClock,
    errors: ["resource_missing"],
  }),
  "test_clocks.advance": operation({
    id: "test_clocks.advance",
    method: "POST",
    path: `${path}/{id}/advance`,
    access: "payments:write",
    summary: "Let time pass for a clock's customers. It is `advancing` until all that falls due on the way is done.",
    input: Params({ frozen_time: Timestamp, ...byId }),
    output: TestClock,
    errors: ["resource_missing", "state_conflict", "parameter_invalid"],
  }),
  "test_clocks.delete": operation({
    id: "test_clocks.delete",
    method: "DELETE",
    path: `${path}/{id}`,
    access: "payments:write",
    summary: "Delete a test clock with its customers; nothing more falls due for them.",
    input: Params({ id: Id("testClock") }),
    output: Type.Object({
      id: Id("testClock"),
      object: Type.Literal("test_helpers.test_clock"),
      deleted: Type.Literal(true),
    }),
    errors: ["resource_missing", "state_conflict"],
  }),
};
