import { relative, sep } from "node:path";
import type { RuleTester } from "oxlint/plugins-dev";

/** A lint rule as the linter loads it. */
export type Rule = Exclude<Parameters<RuleTester["run"]>[1], { createOnce: unknown }>;
export type Context = Parameters<Rule["create"]>[0];

/** The linted file as a path in the repository. */
export const pathOf = (context: Context) => relative(context.cwd, context.filename).split(sep).join("/");

/** Tests may reach across floors: they stand outside of the program. */
export const isTest = (path: string) => /\.test\.tsx?$/.test(path) || /^packages\/[^/]+\/test\//.test(path);
