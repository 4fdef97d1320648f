// oxlint-disable no-console -- what the README shows
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { verify, WebhookVerificationError } from "@micro/sdk/webhooks";

createServer((request, response) => {
  void (async () => {
    try {
      const event = verify(await text(request), request.headers, "whsec_…");
      if (event.type === "payment.succeeded") console.log(event.data.object.amount_received);
      response.writeHead(204).end();
    } catch (error) {
      response.writeHead(error instanceof WebhookVerificationError ? 400 : 500).end();
    }
  })();
}).listen(3000);
