import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

import { explainFailure } from "./failure.mjs";

/** What the tools really print, and the beginning of the sentence that the user reads. */
const cases = [
  ["npm error code ECONNREFUSED\nnpm error syscall connect", "The package registry cannot be reached"],
  [
    "ERR_PNPM_META_FETCH_FAIL  GET https://registry.invalid/x: getaddrinfo ENOTFOUND",
    "The package registry cannot be reached",
  ],
  ["npm error code SELF_SIGNED_CERT_IN_CHAIN", "The package registry cannot be reached"],
  ["ERR_PNPM_ENOSPC  ENOSPC: no space left on device, write", "The disk is full"],
  ["npm error code EACCES\nnpm error syscall mkdir\nnpm error path /home/a/.npm", "/home/a/.npm cannot be written"],
  ["Error: EROFS: read-only file system, access '/srv/micro'", "/srv/micro cannot be written"],
  ['ERR_PNPM_OUTDATED_LOCKFILE  Cannot install with "frozen-lockfile"', "pnpm-lock.yaml does not fit"],
  ["Segmentation fault", "Installing failed"],
] as const;

describe("a failed set-up", () => {
  test.each(cases)("%s", (output, beginning) => {
    const { message } = explainFailure("Installing", output);
    expect(message.slice(0, beginning.length)).toBe(beginning);
    expect(message.split("\n")).toHaveLength(1);
    const log = /\(output: (.+)\)\.$/.exec(message)?.[1] ?? "";
    expect(readFileSync(log, "utf8")).toBe(output);
  });
});
