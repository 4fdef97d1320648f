import type { Interfaces } from "@oclif/core";
import { Config } from "@oclif/core/config";

import type { PackageJson } from "./light-config.ts";
import type { CommandEntry, Manifest } from "./manifest.ts";

type Loadable = Interfaces.Config["commands"][number];

/** What the framework's help asks its configuration for, out of the manifest. */
export class HelpConfig extends Config {
  readonly #entries: ReadonlyMap<string, Loadable>;
  readonly #topics: readonly Interfaces.Topic[];

  constructor(pjson: PackageJson, { commands }: Manifest) {
    super({ root: "" });
    this.pjson = pjson;
    this.bin = "micro";
    this.name = pjson.name;
    this.version = pjson.version;
    this.userAgent = `micro ${pjson.version}`;
    this.topicSeparator = " ";
    this.#entries = new Map(Object.entries(commands).map(([id, entry]) => [id, loadable(entry)]));
    this.#topics = topicsOf(pjson, [...this.#entries.keys()]);
  }

  override get commands(): Loadable[] {
    return [...this.#entries.values()];
  }

  override get commandIDs(): string[] {
    return [...this.#entries.keys()];
  }

  override get topics(): Interfaces.Topic[] {
    return [...this.#topics];
  }

  override findCommand(id: string, opts: { must: true }): Loadable;
  override findCommand(id: string, opts?: { must: boolean }): Loadable | undefined;
  override findCommand(id: string): Loadable | undefined {
    return this.#entries.get(id);
  }

  override findTopic(name: string, opts: { must: true }): Interfaces.Topic;
  override findTopic(name: string, opts?: { must: boolean }): Interfaces.Topic | undefined;
  override findTopic(name: string): Interfaces.Topic | undefined {
    return this.#topics.find((topic) => topic.name === name);
  }
}

/** Help never loads a command: all it shows stands in the manifest. */
const loadable = (entry: CommandEntry): Loadable => ({
  ...entry,
  load: () => Promise.reject(new Error("Help loads no command.")),
});

function topicsOf({ oclif }: PackageJson, ids: readonly string[]): Interfaces.Topic[] {
  const described = Object.entries(oclif.topics ?? {}).map(([name, topic]) => [name, topic.description] as const);
  // `webhooks:endpoints:list` is in two groups.
  const names = new Set(
    ids.flatMap((id) =>
      id
        .split(":")
        .slice(0, -1)
        .map((_, index, words) => words.slice(0, index + 1).join(":")),
    ),
  );
  const descriptions = new Map(described);
  return [...names].map((name) => ({
    name,
    description: descriptions.get(name) ?? `The operations of the API on ${name.replaceAll("_", " ")}.`,
  }));
}
