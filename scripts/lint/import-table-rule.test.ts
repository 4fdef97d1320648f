import { RuleTester } from "oxlint/plugins-dev";
import { describe, it } from "vitest";

import { importTable } from "./import-table-rule.ts";

RuleTester.describe = describe;
RuleTester.it = it;

const sandbox = "packages/sandbox/src";

/** The importing file and what it imports. */
const allowed = [
  ["packages/sdk/src/contract/money.ts", "typebox"],
  ["packages/sdk/src/contract/money.ts", "./ids.ts"],
  ["packages/sdk/src/client.ts", "./contract/index.ts"],
  ["packages/sdk/src/client.ts", "undici"],
  [`${sandbox}/platform/ids.ts`, "@micro/sdk/contract"],
  [`${sandbox}/platform/db/sqlite.ts`, "better-sqlite3"],
  [`${sandbox}/platform/db/sqlite.ts`, "../context.ts"],
  [`${sandbox}/services/payments/create-payment.ts`, "../ledger/index.ts"],
  [`${sandbox}/services/payments/create-payment.ts`, "./store.ts"],
  [`${sandbox}/services/payments/create-payment.ts`, "../../platform/context.ts"],
  [`${sandbox}/services/payments/create-payment.test.ts`, "../../sandbox.ts"],
  [`${sandbox}/gateway/authenticate.ts`, "../services/auth/index.ts"],
  [`${sandbox}/gateway/app.ts`, "fastify"],
  [`${sandbox}/surfaces/api/mount.ts`, "../../gateway/invoke.ts"],
  [`${sandbox}/surfaces/api/mount.ts`, "./errors.ts"],
  [`${sandbox}/surfaces/api/mount.ts`, "../../platform/errors.ts"],
  [`${sandbox}/services/ledger/post.ts`, "../activity/index.ts"],
  [`${sandbox}/dispatch/deliver-webhook.ts`, "@micro/sdk/webhooks"],
  [`${sandbox}/dispatch/react.ts`, "../services/orders/index.ts"],
  [`${sandbox}/sandbox.ts`, "./surfaces/api/index.ts"],
  ["packages/cli/src/sandbox/start.ts", "@micro/sandbox"],
  ["packages/cli/src/commands/sandbox/start.ts", "../../actions/start-sandbox.ts"],
  ["packages/cli/test/listen.test.ts", "@micro/sandbox/testing"],
  ["examples/receiver/server.ts", "@micro/sdk/webhooks"],
] as const;

const forbidden = [
  ["packages/sdk/src/contract/money.ts", "node:crypto"],
  ["packages/sdk/src/contract/money.ts", "../client.ts"],
  ["packages/sdk/src/contract/money.ts", "typebox-extras"],
  ["packages/sdk/src/client.ts", "@micro/sandbox"],
  [`${sandbox}/platform/ids.ts`, "@micro/sdk"],
  [`${sandbox}/platform/log.ts`, "fastify"],
  [`${sandbox}/platform/db/sqlite.ts`, "../../services/ledger/index.ts"],
  [`${sandbox}/platform/queue/queue.ts`, "../../dispatch/dispatcher.ts"],
  [`${sandbox}/services/ledger/post.ts`, "../payments/index.ts"],
  [`${sandbox}/services/ledger/post.ts`, "../auth/index.ts"],
  [`${sandbox}/services/payments/create-payment.ts`, "../ledger/store.ts"],
  [`${sandbox}/services/payments/create-payment.ts`, "fastify"],
  [`${sandbox}/services/payments/create-payment.ts`, "@fastify/cors"],
  [`${sandbox}/services/payments/create-payment.ts`, "../../dispatch/egress.ts"],
  [`${sandbox}/services/payments/create-payment.ts`, "../../gateway/invoke.ts"],
  [`${sandbox}/services/unranked/verb.ts`, "../../platform/context.ts"],
  [`${sandbox}/gateway/invoke.ts`, "../services/payments/index.ts"],
  [`${sandbox}/gateway/invoke.ts`, "../services/auth/store.ts"],
  [`${sandbox}/gateway/invoke.ts`, "../surfaces/api/index.ts"],
  [`${sandbox}/surfaces/api/mount.ts`, "../../services/payments/index.ts"],
  [`${sandbox}/surfaces/api/mount.ts`, "../stripe/index.ts"],
  [`${sandbox}/surfaces/api/mount.ts`, "../../platform/outbox/index.ts"],
  [`${sandbox}/surfaces/realtime/stream.ts`, "../../platform/db/index.ts"],
  [`${sandbox}/dispatch/react.ts`, "../gateway/invoke.ts"],
  [`${sandbox}/dispatch/react.ts`, "../surfaces/api/index.ts"],
  [`${sandbox}/dispatch/react.ts`, "../services/orders/store.ts"],
  [`${sandbox}/sandbox.ts`, "@micro/cli"],
  [`${sandbox}/sandbox.ts`, "../../sdk/src/index.ts"],
  ["packages/cli/src/actions/listen.ts", "@micro/sandbox"],
  ["packages/cli/src/commands/listen.ts", "@micro/sandbox/testing"],
  ["packages/cli/src/commands/listen.ts", "../sandbox/start.ts"],
  ["packages/cli/src/commands/listen.ts", "../tui/app.tsx"],
  ["examples/receiver/server.ts", "../../packages/sdk/src/index.ts"],
] as const;

/** Every way of importing; a type couples two folders as much as a value does. */
const waysToImport = (specifier: string) =>
  [
    `import { a } from "${specifier}";`,
    `import type { A } from "${specifier}";`,
    `export * from "${specifier}";`,
    `export { a } from "${specifier}";`,
    `const a = await import("${specifier}");`,
    `type A = import("${specifier}").A;`,
  ].join("\n");

const testCase = ([filename, specifier]: readonly [string, string]) => ({
  name: `${filename} → ${specifier}`,
  filename,
  code: waysToImport(specifier),
});

new RuleTester().run("import-table", importTable, {
  valid: allowed.map(testCase),
  invalid: forbidden.map((pair) => ({ ...testCase(pair), errors: 6 })),
});
