import { execFileSync, spawnSync } from "node:child_process";

import { expect, onTestFinished, vi } from "vitest";

import { bin, createMachine } from "../micro.ts";
import { startReceiver } from "../receiver.ts";

export const hasTmux = spawnSync("tmux", ["-V"]).status === 0;
export const wait = { timeout: 20_000, interval: 50 };

/** How large the terminal is, and what stands in its environment. */
export interface TerminalOptions {
  columns: number;
  rows: number;
  env?: Readonly<Record<string, string>>;
}

/** A real terminal of its own, with a shell in it. */
export function openTerminal(machine: ReturnType<typeof createMachine>, { columns, rows, env = {} }: TerminalOptions) {
  const server = `micro-${process.pid}-${Math.floor(performance.now())}`;
  const tmux = (...args: string[]) =>
    execFileSync("tmux", ["-L", server, "-f", "/dev/null", ...args], { encoding: "utf8" });
  const all = { HOME: machine.home, MICRO_DATA_DIR: machine.dataDir, PS1: "$ ", EDITOR: "true", CI: "", ...env };
  const words = Object.entries(all).flatMap(([name, value]) => ["-e", `${name}=${value}`]);
  tmux("new-session", "-d", "-s", "t", "-x", String(columns), "-y", String(rows), ...words, "bash --norc --noprofile");
  const close = () => void spawnSync("tmux", ["-L", server, "kill-server"]);
  onTestFinished(close);
  const capture = (...how: string[]) => tmux("capture-pane", "-p", ...how, "-t", "t");
  const see = (what: RegExp | string) => vi.waitFor(() => expect(capture()).toMatch(what), wait);
  return {
    see,
    /** What is on the screen, without colours. */
    capture: () => capture(),
    /** The same with its colours and the rest of how it looks. */
    captureColours: () => capture("-e"),
    /** Waits until something is gone. */
    lose: (what: string) => vi.waitFor(() => expect(capture()).not.toContain(what), wait),
    type: (text: string) => void tmux("send-keys", "-t", "t", "-l", text),
    press: (...keys: string[]) => void tmux("send-keys", "-t", "t", ...keys),
    /** Takes the terminal away from whoever is in it. */
    close,
    resize: (x: number, y: number) => void tmux("resize-window", "-t", "t", "-x", String(x), "-y", String(y)),
    /** Whether the terminal has no full screen, reads lines and shows the cursor: as a shell needs it. */
    async expectShell() {
      tmux("send-keys", "-t", "t", "-l", "stty -a | grep -o ' icanon\\| echo ' | tr -d '\\n'; echo .");
      tmux("send-keys", "-t", "t", "Enter");
      await see(/^ icanon echo \.$/m);
      const flags = tmux("display-message", "-p", "-t", "t", "#{alternate_on} #{cursor_flag} #{mouse_any_flag}");
      expect(flags.trim()).toBe("0 1 0");
    },
  };
}

/** `micro dev` in a terminal, with a sandbox, and a receiver that refuses all; `assign` sets variables as a shell does. */
export async function openDev(
  options: TerminalOptions & { answer?: number; flags?: string; assign?: string; forwards?: boolean },
) {
  const { answer = 200, flags = "", assign = "", forwards = true } = options;
  const machine = createMachine();
  const sandbox = await machine.openSandbox();
  const receiver = await startReceiver(() => "", { answer: () => answer });
  const terminal = openTerminal(machine, options);
  await terminal.see(/[$#]/);
  const command = `${assign} ${process.execPath} ${bin} dev ${forwards ? `-f ${receiver.port}/hook` : ""} ${flags}`;
  terminal.type(`echo before; ${command}; echo "ended $?"`);
  terminal.press("Enter");
  return { machine, sandbox, receiver, terminal };
}

/** The same, once the screen is there. */
export async function openScreen(options: Parameters<typeof openDev>[0]) {
  const opened = await openDev(options);
  await opened.terminal.see(/\[1 Events/);
  await opened.terminal.see(/●/);
  return opened;
}
