import { once } from "node:events";
import { accessSync, constants, existsSync, statfsSync, statSync } from "node:fs";
import { connect, createServer, type AddressInfo } from "node:net";
import { basename, dirname } from "node:path";

import { readConfigFile } from "../../config/file.ts";
import { shortPath } from "../../config/paths.ts";
import { databaseFile } from "../../sandbox/folder.ts";
import { examineDatabase } from "../../sandbox/open.ts";
import { ok, problem, warning, type Finding } from "./check.ts";

const freeBytesMin = 100 * 1024 * 1024;

/** Whether this Node is new enough. */
export function checkNode(required: string, actual: string = process.versions.node): Finding {
  const [major = 0, minor = 0] = required.replace(/^>=/, "").split(".").map(Number);
  const [ownMajor = 0, ownMinor = 0] = actual.split(".").map(Number);
  const isOld = ownMajor < major || (ownMajor === major && ownMinor < minor);
  if (isOld) {
    return problem("node", `Node ${actual} is too old.`, `Install ${required} or newer from https://nodejs.org.`);
  }
  return ok("node", `Node ${actual}`);
}

/** Whether the file of the profiles can be read, and by nobody else. */
export function checkConfig(file: string): Finding {
  const name = "config";
  if (!existsSync(file)) return ok(name, `${shortPath(file)} does not exist yet: nobody has logged in.`);
  try {
    readConfigFile(file);
  } catch (error) {
    return problem(name, error instanceof Error ? error.message : String(error), "micro config edit opens it.");
  }
  const mode = statSync(file).mode & 0o777;
  if (process.platform !== "win32" && (mode & 0o077) !== 0) {
    const hint = `chmod 600 ${shortPath(file)}`;
    return warning(name, `${shortPath(file)} holds keys and can be read by others (${mode.toString(8)}).`, hint);
  }
  return ok(name, `${shortPath(file)} is in order.`);
}

/** Whether the data folder can be written, and has room. */
export function checkFolder(dataDir: string): Finding {
  const name = "data";
  const place = nearestExisting(dataDir);
  try {
    accessSync(place, constants.W_OK | constants.X_OK);
  } catch {
    return problem(
      name,
      `${shortPath(place)} cannot be written.`,
      "Make it writable, or choose another one with --data-dir.",
    );
  }
  const { bavail, bsize } = statfsSync(place);
  const free = bavail * bsize;
  const room = `${Math.floor(free / 1024 / 1024)} MiB free`;
  if (free < freeBytesMin) return warning(name, `${shortPath(dataDir)}: only ${room}.`, "Make room, or use --memory.");
  return ok(name, `${shortPath(dataDir)} is writable, ${room}.`);
}

/** Of a file that is smaller a sandbox has written nothing yet, or its log is gone that held the rest. */
const schemaBytesMin = 8192;

/** Whether the file of the data is whole, and a sandbox's. */
export async function checkDatabase(dataDir: string): Promise<Finding> {
  const name = "database";
  const file = databaseFile(dataDir);
  const shown = shortPath(file);
  if (!existsSync(file)) return ok(name, `${shown} does not exist yet: a start makes it.`);
  try {
    accessSync(file, constants.R_OK | constants.W_OK);
  } catch {
    return problem(name, `${shown} cannot be read and written.`, `chmod u+rw ${shown}, or whoever owns it does.`);
  }
  const found = await examineDatabase(dataDir);
  if (found !== undefined) return problem(name, found.message, found.hint);
  const log = statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  const { size } = statSync(file);
  if (size < schemaBytesMin && log === 0) {
    const hint = `If there was data, put back a copy of ${basename(file)} and ${basename(file)}-wal, both of one time.`;
    return warning(name, `${shown} is empty: a start begins with no data.`, hint);
  }
  return ok(name, `${shown} is whole, ${Math.ceil((size + log) / 1024)} KiB.`);
}

function nearestExisting(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearestExisting(dirname(path));
}

/** Whether programs on this machine can reach each other, and no proxy stands between them. */
export async function checkNetwork(env: NodeJS.ProcessEnv = process.env): Promise<Finding> {
  const name = "network";
  const server = createServer((socket) => socket.end());
  try {
    await once(server.listen(0, "127.0.0.1"), "listening");
    const { port } = server.address() as AddressInfo;
    const socket = connect(port, "127.0.0.1");
    await once(socket, "connect");
    socket.destroy();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return problem(
      name,
      `Nothing can be reached on 127.0.0.1: ${reason}`,
      "Look at the firewall and at the loopback device.",
    );
  } finally {
    server.close();
  }
  const proxy = ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"].find((variable) => env[variable]);
  const exempt = env["NO_PROXY"] ?? env["no_proxy"] ?? "";
  if (proxy !== undefined && !/127\.0\.0\.1|localhost|\*/.test(exempt)) {
    const hint = "Set NO_PROXY=127.0.0.1,localhost.";
    return warning(name, `${proxy} is set: other programs may not reach the sandbox past the proxy.`, hint);
  }
  return ok(name, "127.0.0.1 can be reached, and no proxy is in the way.");
}

/** Whether the port that a sandbox takes by default is free. */
export async function checkPort(port: number, own: number | undefined): Promise<Finding> {
  const name = "port";
  if (own === port) return ok(name, `${port} is the running sandbox's.`);
  const server = createServer();
  try {
    await once(server.listen(port, "127.0.0.1"), "listening");
    return ok(name, `${port} is free.`);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    const taken = code === "EADDRINUSE" ? "is taken by another program" : `cannot be had (${code})`;
    const hint = `A sandbox takes the next free one; --port chooses. Who has it: ${whoHas(port)}`;
    return warning(name, `${port} ${taken}.`, hint);
  } finally {
    server.close();
  }
}

const whoHas = (port: number) =>
  process.platform === "win32" ? `netstat -ano | findstr :${port}` : `lsof -i :${port}`;
