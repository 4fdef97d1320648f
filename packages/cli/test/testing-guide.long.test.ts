import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { execa } from "execa";
import { expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";

import { bin, createMachine } from "./micro.ts";

const root = join(import.meta.dirname, "..", "..", "..");
const guide = readFileSync(join(root, "docs", "guides", "testing.md"), "utf8");
const blocks = Array.from(guide.matchAll(/```(\w+)\n([\s\S]*?)```/g), ([, language = "", code = ""]) => ({
  language,
  code,
}));
const of = (language: string) => blocks.filter((block) => block.language === language).map(({ code }) => code);

/** A folder below the sandbox's package, from which its doors are found by their names. */
function makeFolder(): string {
  const parent = join(root, "packages", "sandbox", "node_modules", ".cache");
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, "guide-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}
const env = { VITEST: undefined, NODE_ENV: undefined, NO_COLOR: "1" };

test("every block of the guide is run by one of these tests", () => {
  expect([...new Set(blocks.map(({ language }) => language))].toSorted()).toEqual(["js", "sh", "ts", "yaml"]);
});

test("what is for vitest passes", async () => {
  const folder = makeFolder();
  const codes = of("ts");
  for (const [index, code] of codes.entries()) writeFileSync(join(folder, `guide-${index}.spec.ts`), code);
  const include = JSON.stringify([`${folder.replaceAll("\\", "/")}/*.spec.ts`]);
  writeFileSync(join(folder, "vitest.config.js"), `export default { test: { include: ${include}, exclude: [] } };`);
  const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
  const { exitCode, stdout, stderr } = await execa(process.execPath, [vitest, "run"], {
    cwd: folder,
    env,
    reject: false,
  });
  expect(exitCode, stdout + stderr).toBe(0);
  expect(stdout).toContain(`${codes.length} passed`);
});

test("what is for node --test passes", async () => {
  const folder = makeFolder();
  for (const [index, code] of of("js").entries()) {
    const file = join(folder, `guide-${index}.mjs`);
    writeFileSync(file, code);
    const { exitCode, stdout } = await execa(process.execPath, ["--test-reporter=tap", file], { env, reject: false });
    expect(exitCode, stdout).toBe(0);
    expect(stdout).toContain("# pass 1");
  }
});

/** A folder with programs that stand for others: `npx micro` is the built one. */
function standIns(home: string, programs: Readonly<Record<string, string>>): string {
  const folder = join(home, "bin");
  mkdirSync(folder);
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }
  return `${folder}:${process.env["PATH"]}`;
}
const npx = `shift; exec "${process.execPath}" "${bin}" "$@"`;

test.skipIf(process.platform === "win32")("what is for a shell runs as it stands", async () => {
  const { home } = createMachine();
  const PATH = standIns(home, { npx });
  for (const line of of("sh").join("").trim().split("\n")) {
    const { exitCode, stderr } = await execa("sh", ["-c", line], {
      cwd: home,
      env: { ...env, HOME: home, PATH },
      reject: false,
    });
    expect(exitCode, stderr).toBe(0);
  }
  expect(existsSync(join(home, "micro.xml"))).toBe(true);
});

interface Pipeline {
  jobs?: { test: { steps: { uses?: string; with?: Record<string, string>; run?: string }[]; services?: object } };
  test?: { script: string[]; artifacts: { reports: { junit: string } } };
}
const pipelines = () => of("yaml").map((text) => parse(text) as Pipeline);

test("the workflow leaves nothing in the workspace whose tests a runner would find", () => {
  const steps = pipelines()[0]?.jobs?.test.steps ?? [];
  expect(steps.map(({ uses }) => uses)).toEqual(["actions/checkout@v5", "OWNER/micro@main"]);
});

test("the workflow gives the action nothing that it does not take", () => {
  const action = parse(readFileSync(join(root, "action.yml"), "utf8")) as {
    inputs: Record<string, { required?: boolean }>;
  };
  const step = pipelines()[0]?.jobs?.test.steps.at(-1);
  expect(Object.keys(action.inputs)).toEqual(expect.arrayContaining(Object.keys(step?.with ?? {})));
  const required = Object.entries(action.inputs)
    .filter(([, input]) => input.required)
    .map(([name]) => name);
  expect(Object.keys(step?.with ?? {})).toEqual(expect.arrayContaining(required));
});

test.skipIf(process.platform === "win32")(
  "the action runs its command in a sandbox, with every input, and ends as it does",
  async () => {
    const { home } = createMachine();
    const action = parse(readFileSync(join(root, "action.yml"), "utf8")) as {
      runs: { using: string; steps: { id: string; run: string; env?: Record<string, string> }[] };
    };
    expect(action.runs.using).toBe("composite");
    const [setUp, run] = action.runs.steps;
    expect(setUp?.run).toBe('node "$GITHUB_ACTION_PATH/scripts/run.mjs" --build scripts/ready.ts');
    expect(existsSync(join(root, "scripts", "ready.ts"))).toBe(true);
    const names = Object.values(run?.env ?? {});
    expect(names).toHaveLength(6);
    expect(names.every((value) => /^\$\{\{ inputs\.[a-z-]+ \}\}$/.test(value))).toBe(true);
    const report = join(home, "with space.xml");
    const inputs = {
      MICRO_SEED: "s",
      MICRO_CLOCK: "2027-01-15T08:00:00Z",
      MICRO_FIXTURES: "",
      MICRO_FORWARD_TO: "",
      MICRO_REPORT: report,
    };
    const { exitCode, stdout, stderr } = await execa("bash", ["-e", "-o", "pipefail", "-c", run?.run ?? ""], {
      cwd: home,
      env: {
        ...env,
        ...inputs,
        HOME: home,
        GITHUB_ACTION_PATH: root,
        MICRO_COMMAND: 'echo "it is \\"$MICRO_API_BASE\\""; exit 3',
      },
      reject: false,
    });
    expect(exitCode, stderr).toBe(3);
    expect(stdout).toMatch(/it is "http:\/\/127\.0\.0\.1:\d+"/);
    expect(stderr).toContain("--seed s");
    expect(readFileSync(report, "utf8")).toContain("<testsuites");
  },
);

test.skipIf(process.platform === "win32")(
  "the script for GitLab runs as it stands, and leaves the report it names",
  async () => {
    const { home } = createMachine();
    const job = pipelines()[1]?.test;
    const PATH = standIns(home, { npx, npm: 'test "$1" = test' });
    for (const line of job?.script ?? []) {
      const { exitCode, stderr } = await execa("sh", ["-c", line], {
        cwd: home,
        env: { ...env, HOME: home, PATH },
        reject: false,
      });
      expect(exitCode, stderr).toBe(0);
    }
    expect(existsSync(join(home, job?.artifacts.reports.junit ?? ""))).toBe(true);
  },
);

test("the image is made in stages, runs as nobody special, and says whether it is well", async () => {
  const text = readFileSync(join(root, "Dockerfile"), "utf8");
  expect(text.match(/^FROM /gm)).toHaveLength(2);
  const last = text.slice(text.lastIndexOf("\nFROM "));
  expect(last).toMatch(/^USER node$/m);
  const machine = createMachine();
  const command = JSON.parse(/^CMD (\[.*\])$/m.exec(last)?.[1] ?? "") as string[];
  const health = JSON.parse(/^ {2}CMD (\[.*\])$/m.exec(last)?.[1] ?? "") as string[];
  expect(command.slice(0, 3)).toEqual(["micro", "sandbox", "start"]);
  const args = command.slice(3).map((word) => (word === "8080" ? "0" : word));
  const { url, apiKey } = await machine.startSandbox(args);
  const check = (port: string) =>
    execa(
      process.execPath,
      health.slice(1).map((word) => word.replace("8080", port)),
      { reject: false },
    );
  expect((await check(new URL(url).port)).exitCode).toBe(0);
  expect((await check("9")).exitCode).toBe(1);
  expect((await fetch(`${url}/payments/balance`)).status).toBe(401);
  const headers = { authorization: `Bearer ${apiKey}` };
  expect((await fetch(`${url}/payments/balance`, { headers })).status).toBe(200);
});
