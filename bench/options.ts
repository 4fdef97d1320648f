import { parseArgs } from "node:util";

export interface Options {
  help: boolean;
  quick: boolean;
  check: boolean;
  record: boolean;
  wanted: (id: string) => boolean;
  /** Flags of Node for the sandbox's process. */
  serverFlags: readonly string[];
}

export const usage = `npm run bench -- [options]

  --only ID,…      measure what begins so only: create, confirm.32, pipeline, key, first-byte, deliveries, listeners, memory, ledger, start,
                   version, cli, testing, exec, stripe, peer, growth,
                   billing
  --check          fail when a ratio is more than 15 % worse than bench/floors.json records
  --record         record the ratios of this run in bench/floors.json
  --quick          everything once and briefly: whether it runs, not how fast
  --profile DIR    write processor profiles of the sandbox to this folder
`;

/** Reads the command line; throws where it makes no sense. */
export function readOptions(parameters: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...parameters],
    options: {
      only: { type: "string" },
      check: { type: "boolean", default: false },
      record: { type: "boolean", default: false },
      quick: { type: "boolean", default: false },
      profile: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  const only = values.only?.split(",");
  return {
    help: values.help,
    quick: values.quick,
    check: values.check,
    record: values.record,
    // To fill a sandbox with a million payments takes as long as all the rest, and is done when it is asked for.
    wanted: (id) => (only === undefined ? id !== "growth" || values.quick : only.some((start) => id.startsWith(start))),
    serverFlags: values.profile === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${values.profile}`],
  };
}
