import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { nodeAt } from "../harness/child.ts";
import type { Figure } from "../harness/figure.ts";
import type { Progress } from "../harness/progress.ts";
import { compare, timed, type Effort } from "./contenders.ts";

const micro = fileURLToPath(new URL("../../packages/cli/bin/micro.js", import.meta.url));
const rounds = 3;

export const commandFigures = [
  { id: "cli.help", title: "micro --help", parameters: ["--help"] },
  { id: "cli.whoami", title: "micro whoami", parameters: ["whoami", "--json"] },
  { id: "cli.listen", title: "micro listen, until ready", parameters: ["listen", "--format", "json"] },
];

/** How long a command takes, beside a Node that does nothing. Those that need a sandbox find one that runs. */
export async function measureCommands(
  folder: string,
  effort: Effort,
  options: { wanted: (id: string) => boolean; progress: Progress },
): Promise<Figure[]> {
  const wanted = commandFigures.filter(({ id }) => options.wanted(id));
  const [first] = wanted;
  if (!first) return [];
  options.progress.step(first);
  const home = join(folder, "home");
  const env = { ...process.env, HOME: home, USERPROFILE: home, MICRO_DATA_DIR: join(folder, "data"), NO_COLOR: "1" };
  const run = (parameters: readonly string[]) => {
    const [program, ...rest] = nodeAt("server", parameters);
    execFileSync(program, rest, { env, stdio: ["ignore", "pipe", "ignore"] });
  };
  run([micro, "sandbox", "start", "--detach", "--memory", "--port", "0"]);
  const figures: Figure[] = [];
  try {
    for (const { id, title, parameters } of wanted) {
      options.progress.step({ id, title });
      const listens = id === "cli.listen";
      const ours = timed("micro", () =>
        listens ? untilFirstLine([micro, ...parameters], env) : run([micro, ...parameters]),
      );
      const node = timed("node", () => run(["-e", "0"]));
      figures.push(await compare({ id, title, unit: "ms" }, { rounds: effort.startRounds * rounds }, ours, [node]));
    }
  } finally {
    run([micro, "sandbox", "stop"]);
  }
  return figures;
}

/** Ends the process as soon as it has said that it is ready. */
async function untilFirstLine(parameters: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const [program, ...rest] = nodeAt("server", parameters);
  const child = spawn(program, rest, { env, stdio: ["ignore", "pipe", "ignore"] });
  await once(child.stdout, "data");
  child.kill("SIGKILL");
}
