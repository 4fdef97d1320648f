import { Args, Flags } from "@oclif/core";

import { parseRawRequest } from "../actions/raw-request.ts";
import { sendRequest } from "../actions/request.ts";
import { RequestCommand, requestFlags, requestOptions } from "../request-command.ts";

export default class Get extends RequestCommand {
  static override summary = "Send a GET request and print the answer.";
  static override description = "An error of the API ends the command with 1.";
  static override examples = [
    "<%= config.bin %> get /payments/payment_intents -d limit=3",
    { description: "Bounds stand in brackets", command: "<%= config.bin %> get /events -d 'created[gte]=1700000000'" },
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
    const { args, flags } = await this.parse(Get);
    const request = { ...parseRawRequest("GET", args.path, flags.data ?? []), ...requestOptions(flags) };
    return this.perform({ ...flags, yes: flags.yes || flags.confirm }, request, (connection) =>
      sendRequest(connection, request),
    );
  }
}
