import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";

import { Webhook } from "standardwebhooks";

/** The part of an event that this server looks at. */
export interface ReceivedEvent {
  id: string;
  type: string;
  data: { object: { id: string } };
}

/** A server that verifies webhooks. The raw body is verified before any parsing, which would lose the signed bytes. */
export function createReceiver(secret: string, onEvent: (event: ReceivedEvent) => void): Server {
  const webhook = new Webhook(secret);
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    try {
      const headers = request.headers as Record<string, string>;
      onEvent(webhook.verify(await buffer(request), headers) as ReceivedEvent);
      response.writeHead(200).end();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      console.error(`Refused: ${reason}`);
      response.writeHead(400).end(reason);
    }
  };
  return createServer((request, response) => void answer(request, response));
}
