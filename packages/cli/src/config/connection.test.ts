import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { writeRuntime } from "../sandbox/runtime.ts";
import { resolveConnection } from "./connection.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "micro-connection-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const flags = (more: Record<string, string> = {}) => ({
  config: join(folder, ".micro.yaml"),
  "data-dir": folder,
  ...more,
});
const logIn = () =>
  writeFileSync(
    join(folder, ".micro.yaml"),
    "api_key: sk_file\nemail: a@example.test\ngateway_url: http://file.test\n",
  );
const runSandbox = (pid = process.pid) =>
  writeRuntime(folder, {
    url: "http://127.0.0.1:8099",
    pid,
    instance_id: "ins_1",
    api_key: "sk_sandbox",
    publishable_key: "pk_sandbox",
    started_at: new Date().toISOString(),
  });
const env = { MICRO_API_KEY: "sk_env", MICRO_API_BASE: "http://env.test" };
const summary = (more?: Record<string, string>, variables: NodeJS.ProcessEnv = {}) => {
  const { apiKey, baseUrl } = resolveConnection(flags(more), variables);
  return [apiKey?.value, apiKey?.source, baseUrl.value, baseUrl.source];
};

describe("the precedence", () => {
  test("is flag, environment, file, running sandbox, default", () => {
    expect(summary()).toEqual([undefined, undefined, "http://127.0.0.1:8080", "default"]);
    runSandbox();
    expect(summary()).toEqual(["sk_sandbox", "sandbox", "http://127.0.0.1:8099", "sandbox"]);
    logIn();
    expect(summary()).toEqual(["sk_file", "file", "http://file.test", "file"]);
    expect(summary({}, env)).toEqual(["sk_env", "environment", "http://env.test", "environment"]);
    expect(summary({ "api-key": "sk_flag", "api-base": "http://flag.test" }, env)).toEqual([
      "sk_flag",
      "flag",
      "http://flag.test",
      "flag",
    ]);
  });

  test("holds for each value by itself", () => {
    logIn();
    expect(summary({ "api-base": "http://flag.test" }, { MICRO_API_KEY: "sk_env" })).toEqual([
      "sk_env",
      "environment",
      "http://flag.test",
      "flag",
    ]);
  });

  test("does not count an empty value", () => {
    logIn();
    expect(summary({ "api-key": "" }, { MICRO_API_BASE: " " })).toEqual([
      "sk_file",
      "file",
      "http://file.test",
      "file",
    ]);
  });
});

test("the running sandbox's key is sent to no other URL", () => {
  runSandbox();
  expect(summary({ "api-base": "http://elsewhere.test" })[0]).toBeUndefined();
  expect(summary({ "api-base": "http://127.0.0.1:8099/" })[0]).toBe("sk_sandbox");
});

test("what a dead process left behind is no running sandbox", () => {
  runSandbox(2 ** 22 + 1);
  expect(summary()[3]).toBe("default");
});

test.for([
  ["localhost:9000", "http://localhost:9000"],
  ["http://localhost:9000/", "http://localhost:9000"],
  ["https://proxy.test/micro/", "https://proxy.test/micro"],
])("the URL %s is read as %s", ([text = "", url]) => {
  expect(summary({ "api-base": text })[2]).toBe(url);
});

test.for([
  "ftp://localhost",
  "http://",
  "http://a b",
  "http://user:pw@localhost",
  "http://user@localhost",
  "http://:pw@localhost",
  "http://localhost?a=1",
])("the URL %s is wrong usage, and the message says where it came from", (value) => {
  expect(() => resolveConnection(flags(), { MICRO_API_BASE: value })).toThrow(
    expect.objectContaining({ exitCode: 2, message: expect.stringContaining("MICRO_API_BASE") as string }),
  );
});

test("a key that could not be sent in a header is wrong usage, and is not repeated", () => {
  expect(() => resolveConnection(flags({ "api-key": "sk_test\nsecret" }), {})).toThrow(/^(?!.*secret).*--api-key/s);
});
