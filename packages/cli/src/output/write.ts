/** Prints a result. Only results go to stdout. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Prints a text that ends as it ends. */
export function printText(text: string): void {
  process.stdout.write(text);
}

/** Prints one result of a stream of results, as one line of JSON. */
export function printJsonLine(value: Readonly<Record<string, unknown>>): void {
  print(JSON.stringify(value));
}

/** Prints a result as JSON: on one line for a program, indented for a terminal. */
export function printJson(value: unknown): void {
  print(JSON.stringify(value, undefined, process.stdout.isTTY ? 2 : undefined));
}

/** Says something to whoever watches; never part of a result. */
export function say(text = ""): void {
  process.stderr.write(`${text}\n`);
}
