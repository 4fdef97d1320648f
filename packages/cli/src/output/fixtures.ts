import type { FixtureReport } from "../actions/fixtures/fixtures.ts";
import { out } from "./colours.ts";
import { table } from "./table.ts";

/** What a fixture made, or what was taken back of it. */
export function fixtureText({ made, cleaned }: FixtureReport, envFile: string | undefined): string {
  const rows = [
    ...made.map(({ name, id, operation }) => [`${out.green("✓")} ${name}`, id ?? "", out.dim(operation)]),
    ...cleaned.map(({ name, id, did }) => [
      `${out.green("✓")} ${name}`,
      id,
      out.dim(did === "nothing" ? "stays as it is" : did),
    ]),
  ];
  const kept = made.length > 0 && envFile !== undefined ? `\nThe ids are in ${envFile}.` : "";
  return rows.length === 0 ? "There was nothing to take back." : table(rows) + kept;
}
