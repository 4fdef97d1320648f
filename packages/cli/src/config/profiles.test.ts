import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parse } from "yaml";

import { assertKnownProfile, forgetProfile, readProfile, saveProfile } from "./profiles.ts";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "micro-profiles-"));
  file = join(folder, ".micro.yaml");
});
afterEach(() => rmSync(folder, { recursive: true }));

const profile = { api_key: "sk_test_1", email: "a@example.test", gateway_url: "http://127.0.0.1:8080" };
const other = { api_key: "sk_test_2", email: "b@example.test", gateway_url: "http://127.0.0.1:9090" };
const main = () => ({ file, name: "default" });
const staging = () => ({ file, name: "staging" });
const stored = (): unknown => parse(readFileSync(file, "utf8"));
const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

describe("a profile", () => {
  test("is empty while there is no file, and reading makes none", () => {
    expect(readProfile(main())).toEqual({});
    expect(existsSync(file)).toBe(false);
  });

  test("named default stands at the top level; others stand below `profiles`", async () => {
    await saveProfile(main(), profile);
    await saveProfile(staging(), other);
    expect(stored()).toEqual({ ...profile, profiles: { staging: other } });
    expect(readProfile(main())).toEqual(profile);
    expect(readProfile(staging())).toEqual(other);
  });

  test.skipIf(process.platform === "win32")(
    "can be read by its owner only, also in a file that others could read",
    async () => {
      await saveProfile(main(), profile);
      expect(modeOf(file)).toBe("600");
      chmodSync(file, 0o644);
      await saveProfile(main(), other);
      expect(modeOf(file)).toBe("600");
    },
  );

  test("leaves alone what else the file holds", async () => {
    writeFileSync(file, "theme: dark\nprofiles:\n  staging:\n    note: mine\n");
    await saveProfile(main(), profile);
    expect(stored()).toEqual({ theme: "dark", ...profile, profiles: { staging: { note: "mine" } } });
    await forgetProfile(main());
    await forgetProfile(staging());
    expect(stored()).toEqual({ theme: "dark" });
  });

  test("with dots or odd characters in its name is a name like any other", async () => {
    for (const name of ["a.b", "__proto__", "constructor"]) {
      await saveProfile({ file, name }, other);
      expect(readProfile({ file, name })).toEqual(other);
    }
    expect(readProfile({ file, name: "toString" })).toEqual({});
  });
});

describe("a damaged file", () => {
  test.for([
    ["email: a\napi_key: [\n", /line [23], is not valid YAML/],
    ["a: 1\nb: 2\na: 3\n", /line 3, is not valid YAML/],
    ["just text", /line 1, should hold settings/],
    ["profiles: 7\n", /"profiles" should be/],
  ] as const)("%j is named, and stays as it is", async ([text, message]) => {
    writeFileSync(file, text);
    expect(() => readProfile(staging())).toThrow(message);
    await expect(saveProfile(staging(), profile)).rejects.toThrow(message);
    expect(readFileSync(file, "utf8")).toBe(text);
  });

  test("with a value of the wrong type is named with the value, which the next login mends", async () => {
    writeFileSync(file, "api_key: 12\nprofiles:\n  staging: yes\n");
    expect(() => readProfile(main())).toThrow(/"api_key" should be text/);
    expect(() => readProfile(staging())).toThrow(/"profiles.staging" should be/);
    await saveProfile(main(), profile);
    expect(readProfile(main())).toEqual(profile);
  });

  test("that is no file at all is named", () => {
    expect(() => readProfile({ file: folder, name: "default" })).toThrow(/cannot be read \(EISDIR\)/);
  });
});

test("a place where nothing can be written is named, with what to do", async () => {
  writeFileSync(file, "");
  const inFile = join(file, "nested.yaml");
  await expect(saveProfile({ file: inFile, name: "default" }, profile)).rejects.toMatchObject({
    name: "Abort",
    message: expect.stringMatching(/cannot be (read|written)/) as string,
    hint: expect.stringContaining("--config") as string,
  });
});

test("a name that no profile has is refused with the names there are, the default one never", () => {
  writeFileSync(file, "profiles:\n  staging:\n    api_key: sk_test_1\n");
  expect(() => assertKnownProfile({ file, name: "stagin" })).toThrow(/no profile "stagin"\. There are: staging\./);
  expect(() => assertKnownProfile({ file, name: "staging" })).not.toThrow();
  expect(() => assertKnownProfile({ file, name: "default" })).not.toThrow();
});
