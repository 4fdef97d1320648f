import { withoutEffect, type Resource } from "../route.ts";

const customers: Resource = {
  name: "test_helpers/customers",
  gaps: ["Nothing but this; helpers for tests other than this and test clocks answer 501."],
  routes: [
    {
      method: "POST",
      path: "/test_helpers/customers/{id}/fund_cash_balance",
      operation: "customers.fund_cash_balance",
      params: { reference: withoutEffect },
    },
  ],
};

const testClocks: Resource = {
  name: "test_helpers/test_clocks",
  idParam: "test_clock",
  gaps: [
    "A customer gets his clock when he is created: `customer` is not taken.",
    "A clock goes two years in one step, whatever its subscriptions, and up to 1,000 customers live by it.",
    "A defect is not told by an event: `status` says `internal_failure`, and the log of the sandbox has the rest.",
  ],
  routes: [
    { method: "POST", path: "/test_helpers/test_clocks", operation: "test_clocks.create" },
    { method: "GET", path: "/test_helpers/test_clocks", operation: "test_clocks.list" },
    { method: "GET", path: "/test_helpers/test_clocks/{id}", operation: "test_clocks.get" },
    { method: "POST", path: "/test_helpers/test_clocks/{id}/advance", operation: "test_clocks.advance" },
    { method: "DELETE", path: "/test_helpers/test_clocks/{id}", operation: "test_clocks.delete" },
  ],
};

/** What helps tests. */
export const testHelperResources: readonly Resource[] = [customers, testClocks];
