import type { SchemaShape } from "../../gateway/schema-shape.ts";

const byName: Readonly<Record<string, unknown>> = {
  amount: 2000,
  percent_off: "25.5",
  percentage: "8.875",
  rate: "1.25",
  email: "you@example.com",
  to: "you@example.com",
  password: "correct horse battery",
  current_password: "correct horse battery",
  user_code: "WDJB-MJHT",
  url: "http://127.0.0.1:3000/webhook",
  path: "/payments/customers",
  bank_debit_transition: "time",
  dispute_transition: "time",
  payout_transition: "time",
  refund_transition: "time",
  created: 1_800_000_000,
  created_at: "2027-01-15T08:00:00.000Z",
};

/** A value that fits a schema, the same every time: its first choice, its smallest number, what its name suggests. */
export function exampleOf(schema: object, name = ""): unknown {
  // Every schema of the contract has this shape.
  const shape = schema as SchemaShape;
  if ("const" in shape) return shape.const;
  if (shape.enum) return shape.enum[0];
  if (shape.examples) return shape.examples[0];
  const [choice] = shape.anyOf ?? [];
  if (choice) return exampleOf(choice, name);
  const suggested = byName[name];
  switch (shape.type) {
    case "object":
      return Object.fromEntries(
        Object.entries(shape.properties ?? {})
          .filter(([property]) => shape.required?.includes(property))
          .map(([property, part]) => [property, exampleOf(part, property)]),
      );
    case "array": {
      const count = Math.max(shape.minItems ?? 0, 1);
      return Array.from({ length: count }, () => exampleOf(shape.items ?? {}));
    }
    case "integer":
    case "number":
      return typeof suggested === "number" ? suggested : Math.max(shape.minimum ?? 0, 0);
    case "boolean":
      return false;
    case "null":
      return null;
    default:
      return typeof suggested === "string" ? suggested : exampleText(shape);
  }
}

function exampleText({ description = "", minLength = 0, pattern }: SchemaShape): string {
  if (pattern === "^https?://") return "https://example.com/";
  const prefix = /^`([a-z]+)_…`$/.exec(description)?.[1];
  return prefix === undefined ? "text".padEnd(minLength, "x") : `${prefix}_${"0".repeat(24)}`;
}
