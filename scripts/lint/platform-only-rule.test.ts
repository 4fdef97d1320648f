import { RuleTester } from "oxlint/plugins-dev";
import { describe, it } from "vitest";

import { platformOnly } from "./platform-only-rule.ts";

RuleTester.describe = describe;
RuleTester.it = it;

const banned = [
  "const now = Date.now();",
  "const now = new Date();",
  "const n = Math.random();",
  "const id = crypto.randomUUID();",
  "setTimeout(() => {}, 1);",
  "setInterval(() => {}, 1);",
  "setImmediate(() => {});",
  "globalThis.setTimeout(() => {}, 1);",
  `import { randomUUID } from "node:crypto";`,
  `import { setTimeout as sleep } from "node:timers/promises";`,
];
const welcome = [
  "const at = new Date(seconds * 1000).toISOString();",
  "const n = Math.floor(1.5);",
  `import { createHash } from "node:crypto";`,
  "clock.setTimeout(() => {}, 1);",
];

const service = "packages/sandbox/src/services/ledger/post.ts";
const elsewhere = [
  "packages/sandbox/src/platform/clock.ts",
  "packages/sandbox/test/flow.test.ts",
  "packages/cli/src/run.ts",
];

new RuleTester().run("platform-only", platformOnly, {
  valid: [
    ...welcome.map((code) => ({ name: `allows ${code}`, filename: service, code })),
    ...elsewhere.flatMap((filename) => banned.map((code) => ({ name: `${filename}: ${code}`, filename, code }))),
  ],
  invalid: banned.map((code) => ({ name: `reports ${code}`, filename: service, code, errors: 1 })),
});
