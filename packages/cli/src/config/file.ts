import { readFileSync } from "node:fs";
import { basename, dirname } from "node:path";

import { isMap, parseDocument, stringify } from "yaml";

import { Abort } from "../abort.ts";
import { shortPath } from "./paths.ts";

type Store = Record<string, unknown>;

/** What the file says; nothing when there is none. Throws `Abort` naming the line when it is damaged. */
export function readConfigFile(file: string): Store {
  return parse(file, readText(file));
}

/** Changes the file and leaves it readable to its owner only. A damaged file stays as it is. */
export async function changeConfigFile(file: string, change: (store: Store) => Store): Promise<void> {
  const store = change(readConfigFile(file));
  const { default: Conf } = await import("conf");
  try {
    const conf = new Conf<Store>({
      cwd: dirname(file),
      configName: basename(file),
      fileExtension: "",
      configFileMode: 0o600,
      accessPropertiesByDotNotation: false,
      deserialize: (text) => parse(file, text),
      serialize: (value) => (Object.keys(value).length === 0 ? "" : stringify(value)),
    });
    conf.store = store;
  } catch (error) {
    throw unusable(file, "written", error);
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (isErrno(error) && error.code === "ENOENT") return "";
    throw unusable(file, "read", error);
  }
}

function parse(file: string, text: string): Store {
  if (text.trim() === "") return {};
  const document = parseDocument(text, { prettyErrors: true });
  const [error] = document.errors;
  if (error !== undefined) {
    const line = error.linePos?.[0].line ?? 1;
    const reason = error.message.split(" at line ")[0];
    throw damaged(`${shortPath(file)}, line ${line}, is not valid YAML: ${reason}.`, file);
  }
  if (document.contents === null) return {};
  if (!isMap(document.contents)) {
    throw damaged(`${shortPath(file)}, line 1, should hold settings such as "api_key: sk_test_…".`, file);
  }
  const store: unknown = document.toJS();
  return isRecord(store) ? store : {};
}

const damaged = (message: string, file: string) =>
  new Abort(message, `Correct the line; or move ${shortPath(file)} away and run micro login.`);

function unusable(file: string, verb: "read" | "written", error: unknown): unknown {
  if (!isErrno(error)) return error;
  const message = `${shortPath(file)} cannot be ${verb} (${error.code}).`;
  return new Abort(message, "Check its permissions and its folder's, or choose another file with --config.", {
    cause: error,
  });
}

const isErrno = (error: unknown): error is NodeJS.ErrnoException => error instanceof Error && "code" in error;

/** Whether a value is an object with keys. */
export const isRecord = (value: unknown): value is Store =>
  typeof value === "object" && value !== null && !Array.isArray(value);
