import { fileURLToPath } from "node:url";

import ts from "typescript5";

/** Says what is wrong with a value that the official client declares to be of a type; nothing, when all is well. */
export type CheckDeclared = (name: string, value: unknown) => string[];

/**
 * Reads the types that the official client ships, with the compiler's own reader, and checks values against them: fields
 * that are missing, fields that are too many, and values of another type. `name` is as in `Stripe.Checkout.Session`. An older
 * client, by the path of its declarations, does not know the fields that have come since: they may be there.
 */
export function readDeclaredTypes(names: readonly string[], older?: string): CheckDeclared {
  const root = fileURLToPath(new URL("stripe-objects.ts", import.meta.url));
  const text = [
    ...(older === undefined ? [] : [`/// <reference path="${older}" />`]),
    'import type Stripe from "stripe";',
    ...names.map((name, index) => `export type T${index} = Stripe.${name};`),
  ].join("\n");
  const options: ts.CompilerOptions = {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    strict: true,
    skipLibCheck: true,
    types: ["node"],
  };
  const host = ts.createCompilerHost(options);
  const readFile = host.getSourceFile.bind(host);
  host.getSourceFile = (path, ...rest) =>
    path === root ? ts.createSourceFile(path, text, ts.ScriptTarget.ES2022) : readFile(path, ...rest);
  host.fileExists = (path) => path === root || ts.sys.fileExists(path);
  const program = ts.createProgram([root], options, host);
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(root);
  const module = source && checker.getSymbolAtLocation(source);
  if (!module) throw new Error("The declarations of the official client could not be read.");
  const types = new Map(
    checker.getExportsOfModule(module).map((symbol) => {
      const name = names[Number(symbol.name.slice(1))] ?? "";
      return [name, checker.getDeclaredTypeOfSymbol(symbol)] as const;
    }),
  );
  return (name, value) => {
    const type = types.get(name);
    if (!type || type.flags & ts.TypeFlags.Any) throw new Error(`The official client declares no ${name}.`);
    const faults = check(checker, type, value, name);
    return older === undefined ? faults : faults.filter((fault) => !fault.endsWith(" is not declared"));
  };
}

/** What was before a change holds, however deep, only what has changed, and null where nothing stood. */
const isBefore = (path: string) => path.includes(".previous_attributes");

function check(checker: ts.TypeChecker, type: ts.Type, value: unknown, path: string): string[] {
  if (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return [];
  if (value === null && isBefore(path)) return [];
  if (type.isUnion()) return closest(type.types.map((part) => check(checker, part, value, path)));
  if (type.isLiteral()) return type.value === value ? [] : [`${path} is not ${JSON.stringify(type.value)}`];
  if (type.flags & ts.TypeFlags.BooleanLiteral) {
    return checker.typeToString(type) === String(value) ? [] : [`${path} is not ${checker.typeToString(type)}`];
  }
  const primitive = primitiveOf(checker, type);
  if (primitive !== undefined) {
    const found = value === null ? "null" : typeof value;
    return found === primitive ? [] : [`${path} is ${found}, not ${primitive}`];
  }
  if (checker.isArrayType(type)) {
    if (!Array.isArray(value)) return [`${path} is no array`];
    const [item] = checker.getTypeArguments(type as ts.TypeReference);
    return item ? value.flatMap((part, index) => check(checker, item, part, `${path}[${index}]`)) : [];
  }
  if (value === null || typeof value !== "object" || Array.isArray(value)) return [`${path} is no object`];
  return checkObject(checker, type, value, path);
}

function checkObject(checker: ts.TypeChecker, type: ts.Type, value: object, path: string): string[] {
  const declared = new Map(checker.getPropertiesOfType(type).map((symbol) => [symbol.name, symbol]));
  const index = checker.getIndexInfoOfType(type, ts.IndexKind.String);
  const faults: string[] = [];
  for (const [name, symbol] of declared) {
    const isOptional = (symbol.flags & ts.SymbolFlags.Optional) !== 0;
    if (!isOptional && !isBefore(path) && !(name in value)) faults.push(`${path}.${name} is missing`);
  }
  for (const [name, part] of Object.entries(value)) {
    const symbol = declared.get(name);
    const partType = symbol ? checker.getTypeOfSymbol(symbol) : index?.type;
    if (partType) faults.push(...check(checker, partType, part, `${path}.${name}`));
    else faults.push(`${path}.${name} is not declared`);
  }
  return faults;
}

/** What the type is on the wire: an own kind of string, and a decimal, are strings there. */
function primitiveOf(checker: ts.TypeChecker, type: ts.Type): string | undefined {
  if (type.isIntersection() && type.types.some((part) => part.flags & ts.TypeFlags.String)) return "string";
  if (checker.typeToString(type) === "Decimal") return "string";
  const { flags } = type;
  if (flags & ts.TypeFlags.StringLike) return "string";
  if (flags & ts.TypeFlags.NumberLike) return "number";
  if (flags & ts.TypeFlags.BooleanLike) return "boolean";
  if (flags & ts.TypeFlags.Null) return "null";
  if (flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Void)) return "undefined";
  return undefined;
}

/** Of a union's faults those of the part that the value was meant to be: the deepest, then the fewest. */
function closest(faults: readonly string[][]): string[] {
  const depth = (list: readonly string[]) =>
    Math.max(...list.map((fault) => fault.split(" ", 1)[0]?.split(/[.[]/).length ?? 0));
  return (
    faults.find((list) => list.length === 0) ??
    faults.toSorted((a, b) => depth(b) - depth(a) || a.length - b.length)[0] ??
    []
  );
}
