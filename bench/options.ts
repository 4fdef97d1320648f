import { parseArgs } from "node:util";

import { profiling } from "./harness/child.ts";

export interface Options {
  help: boolean;
  quick: boolean;
  check: boolean;
  record: boolean;
  wanted: (id: string) => boolean;
  /** Flags of Node for the sandbox's process. */
  serverFlags: readonly string[];
  /** The files of SQL that pgledger is made of. */
  pgledger: readonly string[];
}

export const usage = `npm run bench -- [options]

  --only ID,…      measure what begins so only: create, confirm.32, pipeline, stripe, peer, key, first-byte, deliveries,
                   listeners, memory, ledger, start, version, cli, testing, exec, growth, billing
  --check          fail when a ratio is more than 15 % worse than bench/floors.json records
  --record         record the ratios of this run in bench/floors.json, and a run of everything in docs/benchmarks.md
  --quick          everything once and briefly: whether it runs, not how fast
  --profile DIR    write processor profiles of the sandbox to this folder, and tell its event loop's lag and what it allocates
  --pgledger FILE,…
                   measure the ledger beside pgledger, which is these files of SQL: uuid-to-ulid.sql of scoville/pgsql-ulid,
                   then pgledger.sql of pgr0ss/pgledger; needs PostgreSQL's programs, not its service
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
      pgledger: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  const only = values.only?.split(",");
  return {
    help: values.help,
    quick: values.quick,
    check: values.check,
    record: values.record,
    wanted: (id) => only?.some((start) => id.startsWith(start)) ?? true,
    serverFlags: values.profile === undefined ? [] : [profiling, `--cpu-prof-dir=${values.profile}`],
    pgledger: values.pgledger?.split(",") ?? [],
  };
}
