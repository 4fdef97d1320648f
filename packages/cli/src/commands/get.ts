import { RawRequestCommand } from "../raw-request-command.ts";

export default class Get extends RawRequestCommand {
  static override summary = "Send a GET request and print the answer.";
  static override examples = [
    "<%= config.bin %> get /payments/payment_intents -d limit=3",
    { description: "Bounds stand in brackets", command: "<%= config.bin %> get /events -d 'created[gte]=1700000000'" },
  ];
  protected readonly method = "GET";
}
