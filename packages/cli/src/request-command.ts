import { Flags } from "@oclif/core";
import type { RawAnswer } from "@micro/sdk";

import { planRequest, type ApiRequest } from "./actions/request.ts";
import { Abort } from "./abort.ts";
import { MicroCommand } from "./command.ts";
import type { Connection, ConnectionFlags } from "./config/connection.ts";
import { answerHead, answerText, dryRunText } from "./output/answer.ts";
import { askWhether } from "./output/prompt.ts";
import { print } from "./output/write.ts";

const helpGroup = "REQUEST";

/** The flags of every command that sends one request. */
export const requestFlags = {
  expand: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpGroup,
    helpValue: "PATH",
    description: "answer with the object in place of its id; may be repeated",
  }),
  idempotency: Flags.string({ helpGroup, helpValue: "KEY", description: "idempotency key; a random one by default" }),
  "show-headers": Flags.boolean({ helpGroup, description: "print status and headers in front of the answer" }),
  "dry-run": Flags.boolean({ helpGroup, description: "print the request and send nothing" }),
  yes: Flags.boolean({ char: "y", helpGroup, description: "do not ask before something is deleted or live" }),
};

interface Given extends ConnectionFlags {
  expand?: string[] | undefined;
  idempotency?: string | undefined;
  "show-headers"?: boolean | undefined;
  "dry-run"?: boolean | undefined;
  yes?: boolean | undefined;
}

/** What of a request stands in the flags of every request. */
export const requestOptions = (flags: Given): Pick<ApiRequest, "expand" | "idempotencyKey"> => ({
  expand: flags.expand ?? [],
  idempotencyKey: flags.idempotency,
});

/** A command that sends one request and prints the answer as it came. */
export abstract class RequestCommand extends MicroCommand {
  static override enableJsonFlag = true;

  /** Asks where something may be lost, sends, and prints. */
  protected async perform(
    flags: Given,
    request: ApiRequest,
    send: (connection: Connection) => Promise<RawAnswer>,
  ): Promise<unknown> {
    const connection = this.connection(flags);
    if (flags["dry-run"]) {
      const planned = { method: request.method, url: connection.baseUrl.value + request.path, ...planRequest(request) };
      this.log(dryRunText(planned));
      return planned;
    }
    await assertMeant(flags, connection, request);
    const answer = await send(connection);
    if (flags["show-headers"] && !this.jsonEnabled()) print(answerHead(answer));
    this.log(answerText(answer.data));
    const { status, headers, data } = answer;
    return flags["show-headers"] ? { status, headers, body: data } : data;
  }
}

async function assertMeant(flags: Given, { apiKey }: Connection, { method, path }: ApiRequest): Promise<void> {
  const isLive = apiKey?.value.includes("_live_") === true;
  if (flags.yes || (method !== "DELETE" && !(method === "POST" && isLive))) return;
  const question = `Send ${method} ${path}${isLive ? " with a live key" : ""}?`;
  if (!(await askWhether(question, "--yes"))) throw new Abort("Nothing was sent.");
}
