import { RawRequestCommand } from "../raw-request-command.ts";

export default class Post extends RawRequestCommand {
  static override summary = "Send a POST request and print the answer.";
  static override examples = [
    "<%= config.bin %> post /payments/payment_intents -d amount=2000 -d currency=usd",
    {
      description: "Lists and objects stand in brackets, or are one JSON text",
      command: "<%= config.bin %> post /payments/payment_intents -d amount=500 -d currency=eur -d 'metadata[order]=7'",
    },
    {
      description: "The same request twice has one effect",
      command: "<%= config.bin %> post /payments/payment_intents -d amount=500 -d currency=eur --idempotency order-7",
    },
  ];
  protected readonly method = "POST";
}
