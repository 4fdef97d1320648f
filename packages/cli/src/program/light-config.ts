import type { Config, Interfaces } from "@oclif/core";

/** What the package says of itself. */
export type PackageJson = Interfaces.PJSON & {
  name: string;
  version: string;
  description: string;
  engines: { node: string };
};

/**
 * What a command that runs asks its configuration for. The framework's own one looks for plugins, themes and manifests at
 * every start, which takes longer than most commands.
 */
export function lightConfig(pjson: PackageJson): Config {
  const config = {
    bin: "micro",
    name: pjson.name,
    version: pjson.version,
    userAgent: `micro/${pjson.version}`,
    pjson,
    topicSeparator: " ",
    runHook: () => Promise.resolve({ successes: [], failures: [] }),
    scopedEnvVar: () => undefined,
    scopedEnvVarKey: (key: string) => `MICRO_${key}`,
    scopedEnvVarKeys: (key: string) => [`MICRO_${key}`],
  };
  // These are all that the base class of commands reads; help has a configuration of its own.
  return config as unknown as Config;
}
