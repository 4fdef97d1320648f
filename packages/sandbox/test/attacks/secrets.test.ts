import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gunzipSync } from "node:zlib";

import * as fc from "fast-check";
import { expect, test } from "vitest";

import { clientOf } from "../support/account.ts";
import { eventsOf } from "../support/look.ts";
import { startReceiver } from "../support/receiver.ts";
import { startSandbox, temporaryFile } from "../support/sandbox.ts";
import { jsonBody, send } from "../support/wire.ts";

/** Everything that the sandbox wrote into its folder: the database with its journal, and the log. */
const everythingIn = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith(".lock") && !entry.name.endsWith("-shm"))
    .map(({ name, parentPath }) => ({ name, bytes: readFileSync(join(parentPath, name)) }));

const word = fc.stringMatching(/^[a-z2-9]{12,24}$/);

test("no password, key, token, card number or signing secret is in the database, the log, an event, an error or a snapshot", async () => {
  await fc.assert(
    fc.asyncProperty(word, word, fc.integer({ min: 0, max: 1e9 }), async (first, second, digits) => {
      const file = temporaryFile();
      const folder = dirname(file);
      const logFile = join(folder, "sandbox.log");
      const sandbox = await startSandbox({ file, logFile, logLevel: "debug", seed: first });
      const receiver = await startReceiver();
      const secrets = new Map<string, string>();
      const plant = (name: string, secret: string) => secrets.set(name, secret);
      const errors: string[] = [];

      const email = `${first}@example.test`;
      const password = plant("password", `pw-${first}-${second}`).get("password")!;
      const newPassword = plant("new password", `new-${second}-${first}`).get("new password")!;
      const anonymous = clientOf(sandbox, undefined);
      await anonymous.auth.register({ email, password });
      const session = await anonymous.auth.login({ email, password });
      plant("token", session.token).set("refresh token", session.refresh_token);
      const asUser = clientOf(sandbox, session.token);
      const idempotencyKey = `i-${first}`;
      const created = await asUser.apiKeys.create({ environment: "test", name: "planted" }, { idempotencyKey });
      plant("API key", created.key);
      const again = await asUser.apiKeys.create({ environment: "test", name: "planted" }, { idempotencyKey });
      expect(again.key).toBe(created.key);
      plant("rolled key", (await asUser.apiKeys.roll(created.id)).key);

      const own = clientOf(sandbox, created.key);
      const endpoint = await own.webhookEndpoints.create({ url: receiver.url });
      plant("webhook secret", endpoint.secret);
      const card = `4242 4242 4242 4242`;
      plant("card", "4242424242424242");
      const { id } = await own.paymentIntents.create({
        amount: 2000,
        currency: "usd",
        metadata: { note: `n${digits}` },
      });
      for (const number of ["4242424242424242", card]) {
        const answer = await send(sandbox.url, {
          method: "POST",
          path: `/payments/payment_intents/${id}/confirm`,
          ...jsonBody(
            { payment_method_data: { type: "card", card: { number, exp_month: 12, exp_year: 2034, cvc: "987" } } },
            { authorization: `Bearer ${created.key}` },
          ),
        });
        if (answer.status >= 400) errors.push(answer.text);
      }
      // Where an id belongs, the answer repeats what was sent, and is stored for the key.
      const mistaken = await send(sandbox.url, {
        method: "POST",
        path: "/payments/refunds",
        ...jsonBody(
          { charge: "4242424242424242" },
          { authorization: `Bearer ${created.key}`, "idempotency-key": "mistaken" },
        ),
      });
      expect(mistaken.text).toContain("4242424242424242");

      await anonymous.auth.forgotPassword({ email });
      await sandbox.settle();
      const mail = await own.inbox.wait({ to: email, template: "password_reset" });
      const token = mail.message!.links[0]!.token!;
      plant("reset token", token);
      const device = await anonymous.device.code();
      plant("device code", device.device_code).set("user code", device.user_code);
      await asUser.device.decide({ user_code: device.user_code, decision: "approve" });
      plant("device's token", (await anonymous.device.token({ device_code: device.device_code })).token);
      const pageToken = (await own.pageSessions.create()).token;
      plant("page token", pageToken);
      const entered = await send(sandbox.url, {
        method: "POST",
        path: "/pages/session",
        ...jsonBody({ token: pageToken }),
      });
      plant("page cookie", entered.headers["set-cookie"]![0]!.split(/[=;]/)[1]!);

      // What is refused is logged, too.
      for (const [name, secret] of secrets) {
        const bodies = [{ email, password: secret }, { refresh_token: secret }, { token: secret, password: secret }];
        for (const [index, path] of ["/auth/login", "/auth/refresh", "/auth/reset-password"].entries()) {
          if (name === "reset token" && index === 2) continue;
          const answer = await send(sandbox.url, { method: "POST", path, ...jsonBody(bodies[index]) });
          errors.push(answer.status >= 400 ? answer.text : "");
        }
        const authorization = `Bearer ${secret.replaceAll(" ", "")}`;
        await send(sandbox.url, { path: `/auth/me?token=${encodeURIComponent(secret)}`, headers: { authorization } });
        await send(sandbox.url, { method: "POST", path: "/nowhere", ...jsonBody({ password: secret, key: secret }) });
      }
      await anonymous.auth.resetPassword({ token, password: newPassword });
      await sandbox.settle();
      const events = [...(await eventsOf(own)), ...(await eventsOf(sandbox.client))].map((event) =>
        JSON.stringify(event),
      );
      const log = [];
      for await (const entry of own.requests.list({ limit: 100 })) log.push(JSON.stringify(entry));
      for await (const entry of sandbox.client.requests.list({ limit: 100 })) log.push(JSON.stringify(entry));
      const delivered = receiver.received.map(({ body }) => body);
      const snapshot = await sandbox.client.snapshots.export((await sandbox.snapshots.save()).id);
      const image = gunzipSync(Buffer.from(snapshot.database, "base64"));
      expect(image.includes(created.id)).toBe(true);
      await sandbox.close();

      for (const [name, secret] of secrets) {
        for (const [place, texts] of Object.entries({ errors, events, log, delivered })) {
          expect(
            texts.filter((text) => text.includes(secret)),
            `${name} in ${place}`,
          ).toEqual([]);
        }
        for (const { name: place, bytes } of [...everythingIn(folder), { name: "a snapshot", bytes: image }]) {
          expect(bytes.includes(secret), `${name} in ${place}`).toBe(false);
        }
      }
    }),
    { numRuns: 3, endOnFailure: true },
  );
}, 120_000);
