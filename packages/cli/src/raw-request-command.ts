import { Args, Flags } from "@oclif/core";

import { parseRawRequest } from "./actions/raw-request.ts";
import { sendRequest, type ApiRequest } from "./actions/request.ts";
import { RequestCommand, requestFlags, requestOptions } from "./request-command.ts";

const helpGroup = "REQUEST";

/** A command that sends one request to any path: `get`, `post` and `delete`. */
export abstract class RawRequestCommand extends RequestCommand {
  static override description = "An error of the API ends the command with 1.";
  static override args = { path: Args.string({ required: true, description: "path of the API" }) };
  static override flags = {
    data: Flags.string({
      char: "d",
      multiple: true,
      multipleNonGreedy: true,
      helpGroup,
      helpValue: "k=v",
      description: "a parameter, read as the API wants it; may be repeated",
    }),
    ...requestFlags,
    confirm: Flags.boolean({ helpGroup, description: "the same as --yes" }),
  };

  protected abstract readonly method: ApiRequest["method"];

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(RawRequestCommand);
    const request = { ...parseRawRequest(this.method, args.path, flags.data ?? []), ...requestOptions(flags) };
    return this.perform({ ...flags, yes: flags.yes || flags.confirm }, request, (connection) =>
      sendRequest(connection, request),
    );
  }
}
