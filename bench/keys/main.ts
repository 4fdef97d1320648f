import { createHmac } from "node:crypto";

import BetterSqlite from "better-sqlite3";

import { createSandbox, type Sandbox } from "@micro/sandbox";

import { createClock } from "../../packages/sandbox/src/platform/clock.ts";
import type { Preparation } from "../../packages/sandbox/src/platform/context.ts";
import { openSqlite } from "../../packages/sandbox/src/platform/db/sqlite.ts";
import { createRandom } from "../../packages/sandbox/src/platform/random.ts";
import { createSecrets } from "../../packages/sandbox/src/platform/secrets.ts";
import { forgetKnownKeys } from "../../packages/sandbox/src/services/auth/known-keys.ts";
import { verifyApiKey } from "../../packages/sandbox/src/services/auth/verify-api-key.ts";
import { answerCalls } from "../harness/answer-calls.ts";
import type { KeyCalls } from "./calls.ts";

/** A check needs the database, the secrets and the time, and nothing else of the platform. */
type Checked = Omit<Preparation, "principal">;

interface Opened {
  checked: Checked;
  keys: string[];
  find: (key: string) => unknown;
  close: () => Promise<void>;
}

let opened: Opened | undefined;
const get = (): Opened => {
  if (!opened) throw new Error("The keys are not there yet.");
  return opened;
};

async function fill(sandbox: Sandbox, count: number): Promise<string[]> {
  const keys: string[] = [];
  for (let index = 0; index < count; index++) {
    keys.push((await sandbox.client.apiKeys.create({ environment: "test", name: `key ${index}` })).key);
  }
  return keys;
}

async function open(file: string, count: number): Promise<Opened> {
  const sandbox = await createSandbox({ file, logLevel: "silent" });
  const keys = await fill(sandbox, count);
  await sandbox.close();
  const db = openSqlite(file);
  const reader = new BetterSqlite(file, { readonly: true });
  const secret = reader.prepare("SELECT secret FROM sandbox").pluck().get() as Buffer;
  const secrets = createSecrets(secret);
  const statement = reader.prepare("SELECT * FROM api_keys WHERE digest = ?");
  const digestKey = secrets.derive("api-key");
  const clock = createClock();
  const platform = { clock, secrets, random: createRandom("keys") } as unknown as Checked["platform"];
  return {
    checked: { db, platform, now: clock.seconds() },
    keys,
    find: (key) => statement.get(createHmac("sha256", digestKey).update(key).digest("hex")),
    close: async () => {
      clock.close();
      reader.close();
      await db.close();
    },
  };
}

async function timed(count: number, work: (key: string) => unknown): Promise<number[]> {
  const { keys } = get();
  const times: number[] = [];
  for (let index = 0; index < count; index++) {
    const key = keys[index % keys.length] ?? "";
    const startedAt = performance.now();
    await work(key);
    times.push(performance.now() - startedAt);
  }
  return times;
}

answerCalls<KeyCalls>(
  {
    open: async ({ file, count }) => {
      opened = await open(file, count);
      return null;
    },
    check: ({ count, fresh }) => {
      const { checked } = get();
      return timed(count, (key) => {
        if (fresh) forgetKnownKeys(checked.platform);
        return verifyApiKey(checked, key);
      });
    },
    lookUp: ({ count }) => timed(count, get().find),
  },
  () => opened?.close() ?? Promise.resolve(),
);
