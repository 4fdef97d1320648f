import { Command, Flags, type Config } from "@oclif/core";

import { profileLocation, resolveConnection, type Connection, type ConnectionFlags } from "./config/connection.ts";
import { configFile, dataDir } from "./config/paths.ts";
import type { ProfileLocation } from "./config/profiles.ts";
import { noSandbox } from "./output/api-failure.ts";
import { describeFailure, failureJson } from "./output/failure.ts";
import { printJson } from "./output/write.ts";

const helpGroup = "GLOBAL";

/** A command that can be made and run. */
export type CommandClass = typeof MicroCommand & (new (argv: string[], config: Config) => MicroCommand);

/** What all commands have in common: the flags that say which sandbox and as whom, and how a failure reads in JSON. */
export abstract class MicroCommand extends Command {
  static override baseFlags = {
    "api-key": Flags.string({ helpGroup, helpValue: "KEY", description: "API key to use [env: MICRO_API_KEY]" }),
    "api-base": Flags.string({ helpGroup, helpValue: "URL", description: "URL of the sandbox [env: MICRO_API_BASE]" }),
    profile: Flags.string({
      char: "p",
      helpGroup,
      helpValue: "NAME",
      env: "MICRO_PROFILE",
      description: "profile to use",
    }),
    config: Flags.string({
      helpGroup,
      helpValue: "FILE",
      env: "MICRO_CONFIG",
      description: "file of the profiles, ~/.micro.yaml by default",
    }),
    "data-dir": Flags.string({
      helpGroup,
      helpValue: "DIR",
      env: "MICRO_DATA_DIR",
      description: "folder of the local sandbox",
    }),
  };

  /** Runs the command with the configuration as it is; the framework's `run` would look for plugins first. */
  static async start(this: new (argv: string[], config: Config) => MicroCommand, argv: string[], config: Config) {
    return new this(argv, config)._run<unknown>();
  }

  /** The framework would warn of deprecated names here, and read its configuration for that; there are none. */
  protected override init(): Promise<void> {
    return Promise.resolve();
  }

  #connection: Connection | undefined;

  protected connection(flags: ConnectionFlags): Connection {
    this.#connection = resolveConnection(flags);
    return this.#connection;
  }

  protected override catch(error: Error): Promise<unknown> {
    return super.catch(noSandbox(error, this.#connection) ?? error);
  }

  /** Which profile is meant, also where its key or URL is of no use. */
  protected profile(flags: ConnectionFlags): ProfileLocation {
    return profileLocation(flags);
  }

  /** Where things are kept, also where the file of the profiles is damaged. */
  protected places(flags: ConnectionFlags): { file: string; dataDir: string } {
    return { file: configFile(flags.config), dataDir: dataDir(flags["data-dir"]) };
  }

  /** On one line for a program, which can read results line by line; indented for a person. */
  protected override logJson(json: unknown): void {
    printJson(json);
  }

  protected override toErrorJson(error: unknown): unknown {
    const failure = describeFailure(error);
    process.exitCode = failure.exitCode;
    return failureJson(failure);
  }
}
