import { operations, type Operation } from "@micro/sdk/contract";
import { Args, type Interfaces } from "@oclif/core";

import { sendRequest } from "../actions/request.ts";
import { UsageError } from "../abort.ts";
import type { CommandClass } from "../command.ts";
import { RequestCommand, requestFlags, requestOptions } from "../request-command.ts";
import { exampleOf } from "./example.ts";
import { paramFlags, readParams } from "./param-flags.ts";

const idArg = Args.string({ required: true, description: "id of the object" });

const all: readonly Operation[] = Object.values(operations);

/** The operation that `micro payment_intents create` means, also with dashes. */
export function findOperation(resource: string, verb: string): Operation | undefined {
  const id = `${resource}.${verb}`.replaceAll("-", "_");
  return all.find((operation) => operation.id === id);
}

/** The commands of all operations, by the id of the command. */
export const allResourceCommands = (): (readonly [string, CommandClass])[] =>
  all.map((operation) => [operation.id.replace(".", ":"), resourceCommand(operation)]);

/** The command that calls an operation: its flags, their help and their values come from the operation's schema. */
export function resourceCommand(operation: Operation): CommandClass {
  const { id, method, path, summary } = operation;
  const [resource = "", verb = ""] = id.split(".");
  const withId = path.includes("{id}");

  return class ResourceCommand extends RequestCommand {
    static override summary = summary;
    static override description = `${method} ${path}`;
    static override examples = [`<%= config.bin %> ${resource} ${verb}${exampleOf(operation)}`];
    static override args: Interfaces.ArgInput = withId ? { id: idArg } : {};
    static override flags = { ...paramFlags(operation), ...requestFlags };

    async run(): Promise<unknown> {
      const { args, flags } = await this.parse({
        args: ResourceCommand.args,
        flags: ResourceCommand.flags,
        baseFlags: RequestCommand.baseFlags,
        enableJsonFlag: true,
      });
      const objectId: unknown = Reflect.get(args, "id");
      if (withId && (typeof objectId !== "string" || /^\.{0,2}$/.test(objectId))) {
        throw new UsageError("Which one is meant? Its id is missing.", `micro ${resource} list shows them.`);
      }
      const options = requestOptions(flags);
      const request = {
        method,
        path: path.replace("{id}", encodeURIComponent(String(objectId))),
        params: readParams(operation, flags),
        ...options,
      };
      return this.perform(flags, request, (connection) => sendRequest(connection, request));
    }
  };
}
