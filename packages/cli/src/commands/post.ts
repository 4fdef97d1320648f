import { Args, Flags } from "@oclif/core";

import { parseRawRequest } from "../actions/raw-request.ts";
import { sendRequest } from "../actions/request.ts";
import { RequestCommand, requestFlags, requestOptions } from "../request-command.ts";

export default class Post extends RequestCommand {
  static override summary = "Send a POST request and print the answer.";
  static override description = "An error of the API ends the command with 1.";
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
  static override args = { path: Args.string({ required: true, description: "path of the API" }) };
  static override flags = {
    data: Flags.string({
      char: "d",
      multiple: true,
      multipleNonGreedy: true,
      helpGroup: "REQUEST",
      helpValue: "k=v",
      description: "a parameter, read as the API wants it; may be repeated",
    }),
    ...requestFlags,
    confirm: Flags.boolean({ helpGroup: "REQUEST", description: "the same as --yes" }),
  };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Post);
    const request = { ...parseRawRequest("POST", args.path, flags.data ?? []), ...requestOptions(flags) };
    return this.perform({ ...flags, yes: flags.yes || flags.confirm }, request, (connection) =>
      sendRequest(connection, request),
    );
  }
}
