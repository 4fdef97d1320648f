import type { ExecResult } from "./exec.ts";

/** A result as JUnit's XML, which CI servers read: the command and the state of the books are a test case each. */
export function junit(result: ExecResult): string {
  const { command, exit_code: code, duration_ms: durationMs, seed, requests, events, deliveries, books } = result;
  const cases = [
    { name: command.join(" "), fault: code === 0 ? undefined : `The command ended with ${code}.` },
    { name: "the books are balanced", fault: books.balanced ? undefined : books.differences.join("\n") },
  ];
  const properties: Record<string, string | number> = {
    seed,
    exit_code: code,
    requests: requests.total,
    requests_failed: requests.failed,
    events: events.total,
    deliveries: deliveries.total,
    deliveries_succeeded: deliveries.succeeded,
  };
  const seconds = (durationMs / 1000).toFixed(3);
  const failed = cases.filter(({ fault }) => fault !== undefined).length;
  return [
    `<?xml version="1.0" encoding="UTF-8"?>`,
    `<testsuites tests="${cases.length}" failures="${failed}" errors="0" time="${seconds}">`,
    `  <testsuite name="micro exec" tests="${cases.length}" failures="${failed}" errors="0" skipped="0" time="${seconds}">`,
    "    <properties>",
    ...Object.entries(properties).map(([name, value]) => `      <property name="${name}" value="${escape(value)}"/>`),
    "    </properties>",
    ...cases.flatMap(({ name, fault }, index) => {
      const head = `    <testcase classname="micro exec" name="${escape(name)}" time="${index === 0 ? seconds : "0.000"}"`;
      if (fault === undefined) return [`${head}/>`];
      return [`${head}>`, `      <failure message="${escape(fault)}">${escape(fault)}</failure>`, "    </testcase>"];
    }),
    `    <system-out>${escape(result.failures.map(({ what, why, id }) => `${what}: ${why} (${id})`).join("\n"))}</system-out>`,
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/** XML has no place for most control characters, not even escaped (XML 1.0, section 2.2). */
const escape = (value: string | number) =>
  String(value)
    // oxlint-disable-next-line no-control-regex -- These are the characters that are meant.
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd")
    .replaceAll(/[&<>"']/g, (character) => entities[character] ?? character);
