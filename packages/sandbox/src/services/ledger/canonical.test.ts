import { createHash } from "node:crypto";

import { expect, test } from "vitest";

import { canonical, genesis, linkHash } from "./canonical.ts";

test("a link's hash is over these very bytes, so that a later version verifies what an earlier one wrote", () => {
  const row = { n: 1, realm: 2, account: "acct_1", name: "Zoë 🦓", metadata: "{}", created: 5 };
  const text = "s7:detailsi1:1i1:2s6:acct_1s9:Zoë 🦓s2:{}i1:5";
  expect(canonical("details", row)).toBe(text);
  const link = { realm: 2, seq: 3, kind: "details", subject: "acct_1", created: 5 } as const;
  const sealed = `s14:micro-ledger-1s64:${genesis}i1:2i1:3s7:detailss6:acct_1i1:5i1:1${text}`;
  expect(linkHash(genesis, link, [text])).toBe(createHash("sha256").update(sealed).digest("hex"));
});
