import { writeFileSync } from "node:fs";
import { join } from "node:path";

import type { CommandCase, Scene } from "./case.ts";

const editor = `${process.execPath} -e ""`;
const profile = "email: you@example.test\nprofiles:\n  staging:\n    gateway_url: http://127.0.0.1:8081\n";
const keepProfile: CommandCase["args"] = ({ machine }) => {
  writeFileSync(machine.configFile, "email: you@example.test\n");
  return ["email"];
};

const withSnapshot = async ({ client }: Scene) => [(await client.snapshots.save({})).id];

/** The commands about this machine: its sandbox, its profiles, its shell. */
export const casesOfMachine: Readonly<Record<string, CommandCase>> = {
  "clock advance": { args: ["30d"], only: /The clock.*/ },
  "clock freeze": { args: ["2037-01-15T08:00:00Z"], only: /The clock.*/ },
  "clock get": { only: /The clock.*/ },
  "clock resume": { only: /The clock.*/ },
  "clock set": { args: ["2037-01-15T08:00:00Z"], only: /The clock.*/ },
  __complete: { args: ["--", "sandbox", "st"], sandbox: "none", json: null },
  commands: { sandbox: "none", only: /^(ledger verify|micro).*$/m },
  completion: { args: ["zsh"], sandbox: "none" },
  "config edit": { sandbox: "none", env: { EDITOR: editor } },
  "config get": { sandbox: "none", args: keepProfile },
  "config list": {
    sandbox: "none",
    args({ machine }) {
      writeFileSync(machine.configFile, profile);
      return [];
    },
  },
  "config path": { sandbox: "none" },
  "config set": { sandbox: "none", args: ["gateway_url", "http://127.0.0.1:8081"] },
  "config unset": { sandbox: "none", args: keepProfile },
  dev: { args: ["--plain"], stopAt: "anything", json: ["--json"] },
  doctor: { only: /^. (sandbox|key|config) .*$/gm },
  "explain error": { sandbox: "none", args: ["balance_insufficient"] },
  "explain payment": {
    args: async ({ client }) => [(await client.paymentIntents.create({ amount: 500, currency: "usd" })).id],
  },
  exec: { sandbox: "none", args: ["--seed", "1", "--", process.execPath, "-e", ""], json: null },
  "faults list": {
    async args({ client }) {
      await client.faults.create({ effect: "latency", path: "/payments/*", latency_ms: 5, probability: 0.5 });
      return [];
    },
  },
  "faults load": {
    args({ machine }) {
      const file = join(machine.home, "faults.yaml");
      writeFileSync(file, "- { effect: drop, event_type: payment.*, times: 2 }\n- { effect: error, status: 503 }\n");
      return [file];
    },
  },
  login: { args: ["--email", "you@example.test", "--password-stdin", "--register"], input: "correct horse" },
  logout: { args: [] },
  open: { args: ["docs", "--print"] },
  replay: {
    sandbox: "none",
    args({ machine }) {
      const file = join(machine.home, "run.json");
      const calls = [
        {
          operation: "customers.create",
          method: "POST",
          path: "/payments/customers",
          idempotency_key: null,
          input: { email: 1 },
          status: 201,
          response: "{}",
        },
      ];
      writeFileSync(file, JSON.stringify({ object: "transcript", seed: "1", clock: 1_800_000_000, calls }));
      return [file];
    },
    exitCode: 1,
  },
  "sandbox logs": {
    sandbox: "none",
    async args({ machine }) {
      const { child } = await machine.startSandbox(["--port", "0", "--memory"]);
      child.kill("SIGTERM");
      await child;
      writeFileSync(join(machine.dataDir, "sandbox.log"), '{"level":30,"msg":"first"}\n{"level":30,"msg":"second"}\n');
      return ["--lines", "1"];
    },
  },
  "sandbox open": { args: ["--print"] },
  "sandbox reset": { args: ["--yes"] },
  "sandbox start": { sandbox: "none", args: ["--port", "0", "--memory", "--seed", "1"], stopAt: "result" },
  "sandbox status": {},
  "sandbox stop": { sandbox: "process" },
  "snapshot delete": { args: withSnapshot },
  "snapshot export": {
    args: async (scene) => [...(await withSnapshot(scene)), join(scene.machine.home, "state.json")],
  },
  "snapshot fork": { args: withSnapshot },
  "snapshot import": {
    async args({ machine, client }) {
      const { id } = await client.snapshots.save({ name: "before" });
      const file = join(machine.home, "state.json");
      writeFileSync(file, JSON.stringify(await client.snapshots.export(id)));
      return [file];
    },
    only: /before|<snapshot>/,
  },
  "snapshot list": {
    async args({ client }) {
      await client.snapshots.save({ name: "before" });
      return [];
    },
    only: /before|<snapshot>/,
  },
  "snapshot restore": { args: withSnapshot },
  "snapshot save": { args: ["before"], only: /before|<snapshot>/ },
  version: { sandbox: "none" },
  whoami: {},
};
