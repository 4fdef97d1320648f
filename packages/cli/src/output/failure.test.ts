import { ApiServerError, AuthenticationError, ConnectionError, errorCatalogue, InvalidRequestError } from "@micro/sdk";
import { Errors } from "@oclif/core";
import { expect, test } from "vitest";

import { Abort, UsageError } from "../abort.ts";
import { noSandbox } from "./api-failure.ts";
import { describeFailure, failureJson } from "./failure.ts";

const body = (code: "credentials_missing" | "api_key_invalid" | "api_key_malformed" | "internal_error") => ({
  type: code === "internal_error" ? ("api_error" as const) : ("authentication_error" as const),
  code,
  message: "What is wrong.",
  doc_url: "",
  request_id: "req_1",
});

test("what the user can mend is told with what to do, and ends with 1", () => {
  expect(describeFailure(new Abort("It is so.", "Do this."))).toEqual({
    message: "It is so.",
    hint: "Do this.",
    exitCode: 1,
  });
});

test("wrong usage ends with 2, whoever found it", () => {
  expect(describeFailure(new UsageError("No such thing.")).exitCode).toBe(2);
  const found = new Errors.CLIError("Parsing --port \n\tExpected an integer\nSee more help with --help", { exit: 2 });
  expect(describeFailure(found)).toEqual({
    message: "--port: Expected an integer",
    hint: "Add --help to see what it takes.",
    exitCode: 2,
  });
});

test.for([
  [
    "Parsing --repeat \n\tExpected an integer but received: x\nSee more help with --help",
    '--repeat should be a whole number, and "x" is not.',
  ],
  [
    "Parsing --repeat \n\tExpected an integer greater than or equal to 1 but received: 0\nSee more help with --help",
    "--repeat should be at least 1, and 0 is less.",
  ],
  [
    "Parsing --port \n\tExpected an integer less than or equal to 65535 but received: 99999\nSee more help with --help",
    "--port should be at most 65535, and 99999 is more.",
  ],
  [
    "The following error occurred:\n  --detach=true cannot also be provided when using --record\nSee more help with --help",
    "--detach and --record exclude each other.",
  ],
  ["All of the following must be provided when using --record: --memory", "--record needs --memory beside it."],
  ["Flag --seed expects a value\nSee more help with --help", "--seed needs a value."],
])("a value that a flag cannot have is told as one of the contract is: %#", ([said = "", message]) => {
  expect(describeFailure(new Errors.CLIError(said, { exit: 2 })).message).toBe(message);
});

test("what a flag cannot be is told in one line, whoever reads the flag", () => {
  const own = new UsageError('Parsing --duplicate \n\t"3" is no share.\nSee more help with --help', "Write 0.1.");
  expect(describeFailure(own)).toEqual({ message: '--duplicate: "3" is no share.', hint: "Write 0.1.", exitCode: 2 });
});

test("arguments that are missing are named as the usage names them", () => {
  const args = [{ name: "id", description: "id of the object" }];
  const error = Object.assign(new Errors.CLIError("Missing 1 required arg:\nid  id of the object"), { args });
  expect(describeFailure(error).message).toBe("ID (id of the object) is missing.");
});

test("a parameter that the sandbox misses is named, also where its message does not", () => {
  const missing = (message: string) => ({ ...body("internal_error"), code: "parameter_missing" as const, message });
  const bare = { ...missing(errorCatalogue.parameter_missing.message), param: "items.0.price" };
  const error = new InvalidRequestError(bare, { status: 400 });
  expect(describeFailure(error).message).toBe("The parameter 'items.0.price' is missing.");
  const own = new InvalidRequestError({ ...missing("Send a `source`."), param: "source" }, { status: 400 });
  expect(describeFailure(own).message).toBe("Send a `source`.");
});

const tooMuch = (argv: readonly string[], args: readonly string[]) =>
  Object.assign(new Errors.CLIError("Unexpected argument", { exit: 2 }), {
    args,
    parse: { input: { argv, flags: { confirm: { type: "boolean" }, event: { type: "option", required: true } } } },
  });

test("an argument that is too much is told where it belongs", () => {
  expect(describeFailure(tooMuch(["payment.succeeded"], ["payment.succeeded"]))).toEqual({
    message: '"payment.succeeded" is too much here.',
    hint: "Did you mean --event payment.succeeded?",
    exitCode: 2,
  });
  expect(describeFailure(tooMuch(["--confirm", "true"], ["true"])).hint).toBe(
    "--confirm takes no value: it says yes by itself.",
  );
  expect(describeFailure(tooMuch(["--event", "a", "b"], ["b"])).hint).toBe("Add --help to see what it takes.");
});

const notFound = (flags: readonly string[]) =>
  Object.assign(new Errors.CLIError("Nonexistent flag", { exit: 2 }), {
    flags,
    parse: { input: { flags: { "payment-method": {}, yes: {} } } },
  });

test("flags that are missing or misspelt are named as one types them", () => {
  const missing = (names: readonly string[]) =>
    new Errors.CLIError(
      `The following errors occurred:\n  ${names.map((name) => `Missing required flag ${name}`).join("\n  ")}\nSee more help with --help`,
    );
  expect(describeFailure(missing(["amount", "currency"])).message).toBe("--amount and --currency are missing.");
  expect(describeFailure(missing(["event"])).message).toBe("--event is missing.");
  expect(describeFailure(notFound(["--payment-methd"]))).toMatchObject({
    message: "There is no flag --payment-methd.",
    hint: "Did you mean --payment-method?",
    exitCode: 2,
  });
  expect(describeFailure(notFound(["-p"]))).toMatchObject({
    message: "There is no flag -p.",
    hint: "Add --help to see what it takes.",
  });
});

test("what to do next is said once, also where the sandbox's message has it", () => {
  const { hint } = new AuthenticationError(body("api_key_malformed"), { status: 401 });
  const error = new AuthenticationError(
    { ...body("api_key_malformed"), message: `It is cut off. ${hint}` },
    { status: 401 },
  );
  expect(describeFailure(error)).toMatchObject({ message: "It is cut off.", hint });
});

test("an error of the API brings its hint and its request id", () => {
  expect(describeFailure(new AuthenticationError(body("api_key_invalid"), { status: 401 }))).toMatchObject({
    message: "What is wrong.",
    code: "api_key_invalid",
    hint: expect.stringContaining("micro login") as string,
    requestId: "req_1",
    exitCode: 1,
  });
  expect(describeFailure(new ApiServerError(body("internal_error"), { status: 500 })).requestId).toBe("req_1");
});

test("what the message says already is not followed by advice on the answer of the API", () => {
  for (const code of ["parameter_invalid", "parameter_missing"] as const) {
    const message = "Time does not go back: it is 2027-01-15T08:00:00Z in the sandbox.";
    const error = new InvalidRequestError(
      { type: "invalid_request_error", code, message, doc_url: "", request_id: "req_1" },
      { status: 400 },
    );
    expect(describeFailure(error)).toMatchObject({ message, hint: undefined, code });
  }
});

test("without credentials the hint names the flag and the variable", () => {
  const failure = describeFailure(new AuthenticationError(body("credentials_missing"), { status: 401 }));
  expect(failure.hint).toMatch(/micro login.*--api-key.*MICRO_API_KEY/);
});

test("a sandbox that cannot be reached is told in one sentence, without a stack", () => {
  const failure = describeFailure(new ConnectionError("refused", "http://127.0.0.1:8080"));
  expect(failure.message).toMatch(/http:\/\/127\.0\.0\.1:8080.*micro sandbox start/);
  expect(failure).toMatchObject({ exitCode: 1 });
  expect(failure.stack).toBeUndefined();
});

test("everything else is a bug of ours, with the stack to report", () => {
  const failure = describeFailure(new TypeError("x is not a function"));
  expect(failure).toMatchObject({ exitCode: 1, hint: expect.stringContaining("bug") as string });
  expect(failure.stack).toContain("failure.test.ts");
  expect(describeFailure("thrown text").message).toContain("thrown text");
});

test("in JSON it is one object, without what is absent", () => {
  expect(failureJson({ message: "So.", exitCode: 1, requestId: "req_1" })).toEqual({
    error: { message: "So.", request_id: "req_1" },
  });
});

test("who asks a command for a list that lists by itself is told to leave the word out", () => {
  expect(describeFailure(tooMuch(["list"], ["list"])).hint).toMatch(/^Leave "list" out/);
});

test("where nobody said which sandbox, and none runs, the way to start one is told", () => {
  const dataDir = "/tmp/micro-none";
  const connection = (source: "default" | "flag") => ({
    baseUrl: { value: "http://127.0.0.1:8080", source, from: "" },
    apiKey: undefined,
    email: undefined,
    profile: { file: "", name: "default" },
    dataDir,
  });
  const refused = new ConnectionError("refused", "http://127.0.0.1:8080");
  expect(noSandbox(refused, connection("default"))).toMatchObject({
    message: `No sandbox of ${dataDir} is running, and nothing listens at http://127.0.0.1:8080.`,
    hint: `Start one with micro sandbox start --detach --data-dir ${dataDir}, or say where it is with --api-base.`,
  });
  const keyless = new AuthenticationError(body("credentials_missing"), { status: 401 });
  expect(noSandbox(keyless, connection("default"))?.message).toBe(
    `No sandbox of ${dataDir} is running, and another one answers at http://127.0.0.1:8080.`,
  );
  expect(noSandbox(refused, connection("flag"))).toBeUndefined();
  expect(noSandbox(keyless, connection("flag"))).toBeUndefined();
  expect(noSandbox(refused, undefined)).toBeUndefined();
  expect(noSandbox(new ConnectionError("timeout", "http://127.0.0.1:8080"), connection("default"))).toBeUndefined();
});
