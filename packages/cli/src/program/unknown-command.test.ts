import { expect, test } from "vitest";

import { unknownCommand } from "./unknown-command.ts";

const ids = ["billing:report", "billing:simulate", "billing:timeline", "clock:set", "listen", "sandbox:logs:tail"];
const commands = Object.fromEntries(ids.map((id) => [id, { id, hidden: false }]));
const saidOf = (...words: string[]) => {
  // Of a manifest it reads the names of the commands, and which are hidden.
  const { message, hint } = unknownCommand(words, { commands } as never);
  return { message, hint };
};

test("a misspelt command is told from its arguments, however they look", () => {
  for (const argument of ["sub_timeline", "x", "simulate", "something-long-that-is-no-command-at-all"]) {
    expect(saidOf("billing", "timelin", argument)).toEqual({
      message: 'There is no command "micro billing timelin".',
      hint: "Did you mean micro billing timeline?",
    });
  }
});

test("a command of one word or three is found beside arguments, too", () => {
  expect(saidOf("listn", "x").hint).toBe("Did you mean micro listen?");
  expect(saidOf("sandbox", "logs", "tial", "x").hint).toBe("Did you mean micro sandbox logs tail?");
  expect(saidOf("clok", "set").hint).toBe("Did you mean micro clock set?");
});

test("of a group that is misspelt the group is found", () => {
  expect(saidOf("bilingg").hint).toBe("Did you mean micro billing?");
});

test("within a group nothing is looked for outside of it", () => {
  const tail = { "logs:tail": { id: "logs:tail", hidden: false }, login: { id: "login", hidden: false } };
  expect(unknownCommand(["logs", "list"], { commands: tail } as never)).toMatchObject({
    message: 'There is no command "micro logs list".',
    hint: "micro logs --help shows its commands.",
  });
});

test("what is like nothing is said to be so", () => {
  expect(saidOf("zzzzzzzzzzzz", "zzzzzzzzzzzz")).toEqual({
    message: 'There is no command "micro zzzzzzzzzzzz zzzzzzzzzzzz".',
    hint: "micro --help shows all.",
  });
});
