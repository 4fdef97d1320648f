import { onTestFinished, expect, test } from "vitest";
import { WebSocket } from "ws";

import { clientOf, registerMember } from "../../support/account.ts";
import { startSandbox } from "../../support/sandbox.ts";
import { send } from "../../support/wire.ts";
import type { Sandbox } from "../../../src/index.ts";

interface Session {
  websocket_id: string;
  websocket_url: string;
  websocket_authorized_feature: string;
  secret: string;
}

const form = (sandbox: Pick<Sandbox, "apiKey">, body: string) => ({
  method: "POST",
  path: "/v1/stripecli/sessions",
  headers: { authorization: `Bearer ${sandbox.apiKey}`, "content-type": "application/x-www-form-urlencoded" },
  body,
});

async function openSession(sandbox: Sandbox, body = "device_name=x&websocket_features[]=webhooks"): Promise<Session> {
  const answer = await send(sandbox.url, form(sandbox, body));
  expect(answer.status).toBe(200);
  return answer.json as Session;
}

/** Connects as the command line does. */
async function connect(session: Session) {
  const { websocket_id: id, websocket_url: url, websocket_authorized_feature: feature } = session;
  const socket = new WebSocket(`${url}?websocket_feature=${feature}`, "stripecli-devproxy-v1", {
    headers: { "websocket-id": id },
  });
  socket.on("error", () => {});
  onTestFinished(() => socket.terminate());
  const events: { type: string; webhook_id: string; endpoint: { api_version: string | null } }[] = [];
  socket.on("message", (data: Buffer) => events.push(JSON.parse(data.toString()) as (typeof events)[number]));
  const refused = new Promise<{ status: number | undefined; body: string }>((resolve) => {
    socket.on("unexpected-response", (_request, response) => {
      let body = "";
      response.on("data", (part: Buffer) => (body += part.toString()));
      response.on("end", () => resolve({ status: response.statusCode, body }));
    });
  });
  const closed = new Promise<number>((resolve) => socket.on("close", resolve));
  const opened = new Promise<undefined>((resolve) => socket.on("open", () => resolve(undefined)));
  const refusal = await Promise.race([opened, refused]);
  /** The events in the account's own version. */
  const ids = () => events.filter(({ endpoint }) => endpoint.api_version === null).map(({ webhook_id: id }) => id);
  return { socket, refusal, closed, ids };
}

const ack = (event: string) => JSON.stringify({ type: "event_ack", event_id: event, webhook_conversation_id: event });

const make = async (sandbox: Sandbox) => {
  await sandbox.client.customers.create({});
  const [event] = (await sandbox.client.events.list()).data;
  return event?.id ?? "";
};

test("a session begins where the log stood when it was opened, in the protocol that was asked for", async () => {
  const sandbox = await startSandbox();
  await make(sandbox);
  const session = await openSession(sandbox);
  expect(session).toMatchObject({ websocket_authorized_feature: "webhooks", reconnect_delay: 3600 });
  const early = await make(sandbox);
  const { socket, ids } = await connect(session);
  expect(socket.protocol).toBe("stripecli-devproxy-v1");
  await expect.poll(ids).toEqual([early]);
});

test("after a reconnect comes what was missed, and what was sent and not acknowledged", async () => {
  const sandbox = await startSandbox();
  const session = await openSession(sandbox);
  const first = await connect(session);
  const [one, two, three] = [await make(sandbox), await make(sandbox), await make(sandbox)];
  await expect.poll(first.ids).toEqual([one, two, three]);
  first.socket.send(ack(one));
  first.socket.send(ack(three));
  await pingPong(first.socket);
  first.socket.close();
  await first.closed;
  const four = await make(sandbox);
  const second = await connect(session);
  await expect.poll(second.ids).toEqual([two, four]);
});

test("who never acknowledges is not sent again what was sent", async () => {
  const sandbox = await startSandbox();
  const session = await openSession(sandbox);
  const first = await connect(session);
  const one = await make(sandbox);
  await expect.poll(first.ids).toEqual([one]);
  const second = await connect(session);
  expect(await first.closed).toBe(1001);
  const two = await make(sandbox);
  await expect.poll(second.ids).toEqual([two]);
});

test.each(["webhooks", "request_logs"])(
  "a connection for %s is closed with its key, and not made again",
  async (feature) => {
    const sandbox = await startSandbox();
    const { id, key: apiKey } = await sandbox.client.apiKeys.create({ environment: "test" });
    const answer = await send(sandbox.url, form({ apiKey }, `device_name=x&websocket_features[]=${feature}`));
    const { closed } = await connect(answer.json as Session);
    await sandbox.client.apiKeys.revoke(id);
    expect(await closed).toBe(1008);
    expect((await connect(answer.json as Session)).refusal).toMatchObject({ status: 401 });
  },
);

test("messages that are none are left alone, and answers to unknown events are not kept", async () => {
  const sandbox = await startSandbox();
  const { socket, ids } = await connect(await openSession(sandbox));
  const answer = { type: "webhook_response", webhook_id: "evt_none", forward_url: "http://a", status: 200, body: "" };
  for (const text of ["{", "[]", '{"type":"other"}', '{"type":"event_ack"}', JSON.stringify(answer)]) socket.send(text);
  socket.send(Buffer.from([1]), { binary: true });
  await pingPong(socket);
  const event = await make(sandbox);
  await expect.poll(ids).toEqual([event]);
  expect((await sandbox.client.webhookAttempts.list()).data).toEqual([]);
});

test("after a reset a session is unknown, which is what makes the command line open another", async () => {
  const sandbox = await startSandbox();
  const session = await openSession(sandbox);
  const first = await connect(session);
  await sandbox.client.sandbox.reset();
  expect(await first.closed).toBe(1001);
  const { refusal } = await connect(session);
  expect(refusal?.status).toBe(404);
  expect(JSON.parse(refusal?.body ?? "")).toMatchObject({ error: { message: "Unknown WebSocket ID." } });
});

test("a session ends with its key", async () => {
  const sandbox = await startSandbox();
  const member = await registerMember(sandbox, "ann@example.com");
  const { key, id } = await member.createKey();
  const session = await openSession({ ...sandbox, url: sandbox.url, apiKey: key });
  await clientOf(sandbox, member.session.token).apiKeys.revoke(id);
  const { refusal } = await connect(session);
  expect(refusal?.status).toBe(401);
});

test("one account hears nothing of another's events", async () => {
  const sandbox = await startSandbox();
  const { key } = await (await registerMember(sandbox, "ann@example.com")).createKey();
  const theirs = await connect(await openSession({ ...sandbox, url: sandbox.url, apiKey: key }));
  const ours = await connect(await openSession(sandbox));
  const event = await make(sandbox);
  await expect.poll(ours.ids).toEqual([event]);
  await pingPong(theirs.socket);
  expect(theirs.ids()).toEqual([]);
});

test("a page of another site cannot connect, whatever session it knows", async () => {
  const sandbox = await startSandbox();
  const session = await openSession(sandbox);
  const socket = new WebSocket(session.websocket_url, {
    headers: { "websocket-id": session.websocket_id, origin: "https://evil.example" },
  });
  socket.on("error", () => {});
  const status = await new Promise((resolve) => {
    socket.on("unexpected-response", (request, response) => {
      resolve(response.statusCode);
      request.destroy();
    });
  });
  expect(status).toBe(403);
});

test.each([
  ["device_name=x", 400, "websocket_features"],
  ["websocket_features[]=webhooks&color=red", 400, "color"],
  ["websocket_features[]=v2_events", 501, "websocket_features"],
  ["websocket_features[]=request_logs&filters=nonsense", 400, "filters"],
  ['websocket_features[]=request_logs&filters={"filter_color":["red"]}', 400, "filters"],
  ['websocket_features[]=request_logs&filters={"filter_http_method":"GET"}', 400, "filters"],
])("%s is refused with %i and the parameter's name", async (body, status, param) => {
  const sandbox = await startSandbox();
  const answer = await send(sandbox.url, form(sandbox, body));
  expect(answer).toMatchObject({ status, error: { param } });
});

test("who may not see requests cannot tail them", async () => {
  const sandbox = await startSandbox();
  const { key } = await (await registerMember(sandbox, "ann@example.com")).createKey(["events:read"]);
  const answer = await send(sandbox.url, form({ apiKey: key }, "websocket_features[]=request_logs"));
  expect(answer.status).toBe(403);
});

/** Waits until what was sent before has been read. */
const pingPong = (socket: WebSocket) =>
  new Promise<void>((resolve) => {
    socket.once("pong", () => resolve());
    socket.ping();
  });
