/** What is read of a schema of the contract; every one of them has this shape. */
export interface SchemaShape {
  type?: string;
  const?: unknown;
  enum?: readonly unknown[];
  anyOf?: readonly SchemaShape[];
  items?: SchemaShape;
  properties?: Readonly<Record<string, SchemaShape>>;
  required?: readonly string[];
  minItems?: number;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  examples?: readonly unknown[];
  description?: string;
}
