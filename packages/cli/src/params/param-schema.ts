/** The part of JSON Schema that the parameters of operations are made of. */
export interface ParamSchema {
  type?: string;
  description?: string;
  enum?: readonly (string | number)[];
  const?: string | number | boolean;
  properties?: Readonly<Record<string, ParamSchema>>;
  patternProperties?: Readonly<Record<string, ParamSchema>>;
  required?: readonly string[];
  items?: ParamSchema;
  anyOf?: readonly ParamSchema[];
  minimum?: number;
  maximum?: number;
}

/** The schema of a member; of an item, where the schema is a list. */
export function memberOf(schema: ParamSchema | undefined, name: string): ParamSchema | undefined {
  if (schema === undefined) return undefined;
  if (schema.items !== undefined) return schema.items;
  const own = schema.properties ?? {};
  return Object.hasOwn(own, name) ? own[name] : Object.values(schema.patternProperties ?? {})[0];
}

/** Whether a value of this schema has members. */
export const isObject = ({ properties, patternProperties }: ParamSchema): boolean =>
  properties !== undefined || patternProperties !== undefined;
