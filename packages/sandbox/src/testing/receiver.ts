import { inspect } from "node:util";

import type { AnyEvent } from "@micro/sdk";

import type { EgressAnswer, EgressRequest, Receive } from "../dispatch/egress.ts";

/** A webhook that the built-in receiver got. */
export interface ReceivedWebhook {
  /** The event's id, the same at every attempt. */
  id: string;
  /** The event's type. */
  type: string;
  /** The body, parsed. */
  event: AnyEvent;
  /** By lower-case name. */
  headers: Record<string, string>;
  /** What is signed. */
  body: string;
  /** What the receiver answered: 500 where its handler threw or returned no answer, 0 as long as it has not returned. */
  status: number;
  /** What was wrong with the handler. */
  error?: string;
}

/** What the receiver says to a webhook: a status, or a function of it; with a `Response` also headers and a body. */
export type WebhookAnswer =
  | number
  | ((webhook: Omit<ReceivedWebhook, "status" | "error">) => number | Response | Promise<number | Response>);

/** The receiver inside of a test sandbox: it gets what an endpoint gets, without a port. */
export interface TestWebhooks {
  /** Where it is registered. Another endpoint may be sent to the same origin. */
  readonly url: string;
  /**
   * What signs, as `verify` takes it: `whsec_…`, or `whsk_…` with `signing: "ed25519"`. Empty without a built-in endpoint. When
   * its secret is rolled, the answer to that has the next one.
   */
  readonly secret: string;
  /** Waits until everything is delivered; then all that came, oldest first, or that of one type (`payment.*`). */
  received(type?: string): Promise<ReceivedWebhook[]>;
  /** Says how to answer from now on: 200 by default. */
  answer(answer: WebhookAnswer): void;
  /** Hands every webhook to a function that takes a web `Request`, such as a route handler. */
  deliverTo(handler: (request: Request) => Response | Promise<Response>): void;
  /** Forgets what came so far. */
  clear(): void;
}

/** The origin that leads to the receiver. */
export const receiverUrl = "http://receiver.localhost/webhooks";

/** What came to one path of the receiver, and what it answers. */
export interface Box {
  received: ReceivedWebhook[];
  answer: WebhookAnswer;
}

/** Makes a receiver: what the egress sends to, and a box for each path. What goes to any other path is the first one's. */
export function createReceiver(): { receive: Receive; boxAt: (url: string) => Box } {
  const boxes = new Map<string, Box>();
  const boxAt = (url: string): Box => {
    let box = boxes.get(url);
    if (!box) boxes.set(url, (box = { received: [], answer: 200 }));
    return box;
  };

  const post = async ({ url, headers, body }: EgressRequest): Promise<EgressAnswer> => {
    const box = boxes.get(url) ?? boxAt(receiverUrl);
    const event = JSON.parse(body) as AnyEvent;
    const webhook = { id: event.id, type: event.type, event, headers, body };
    const kept: ReceivedWebhook = { ...webhook, status: 0 };
    box.received.push(kept);
    const answer = await answerOf(box, webhook);
    kept.status = answer.status;
    if (answer.problem !== undefined) kept.error = answer.problem;
    return answer;
  };
  return { receive: { origin: new URL(receiverUrl).origin, post }, boxAt };
}

/** What a box answers to a webhook; where its handler fails, what a server answers whose route does. */
async function answerOf(
  { answer }: Box,
  webhook: Parameters<Exclude<WebhookAnswer, number>>[0],
): Promise<EgressAnswer> {
  try {
    return await readAnswer(typeof answer === "function" ? await answer(webhook) : answer);
  } catch (cause) {
    return failed(`The handler threw: ${cause instanceof Error ? cause.message : inspect(cause)}`);
  }
}

async function readAnswer(answer: unknown): Promise<EgressAnswer> {
  if (isStatus(answer)) return { status: answer, headers: {}, body: "" };
  if (!isResponse(answer)) return failed(`The handler returned ${inspect(answer, { depth: 0 })} and no Response.`);
  return { status: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.text() };
}

const failed = (problem: string): EgressAnswer => ({ status: 500, headers: {}, body: problem, problem });

/** Whether it is a status that a receiver can end with. */
export const isStatus = (answer: unknown): answer is number =>
  typeof answer === "number" && Number.isInteger(answer) && answer >= 200 && answer <= 599;

/** A runner may have a `Response` of its own. */
const isResponse = (answer: unknown): answer is Response =>
  typeof answer === "object" && answer !== null && "status" in answer && "headers" in answer && "text" in answer;
