import { parseArgs } from "node:util";

export interface Options {
  help: boolean;
  quick: boolean;
  check: boolean;
  record: boolean;
  wanted: (id: string) => boolean;
  /** The folder for profiles. */
  profile: string | undefined;
  /** The files of SQL that pgledger is made of. */
  pgledger: readonly string[];
}

export const usage = `npm run bench -- [options]

  --only ID,…      measure what begins so only: create, confirm.32, pipeline, stripe, peer, key, first-byte, deliveries,
                   listeners, memory, ledger, start, version, cli, testing, exec, growth, billing
  --check          fail when a ratio is more than 15 % worse than bench/floors.json records
  --record         record the ratios of this run in bench/floors.json, and a run of everything in docs/benchmarks.md
  --quick          everything once and briefly: whether it runs, not how fast
  --profile DIR    look at each path once more: its profiles of time and heap go to this folder, and how late its event loop
                   was, where it was busy and what it allocated is told
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
    profile: values.profile,
    pgledger: values.pgledger?.split(",") ?? [],
  };
}
