import * as contract from "@micro/sdk/contract";
import {
  apiVersion,
  errorCatalogue,
  eventCatalogue,
  operations,
  type ErrorCode,
  type Operation,
} from "@micro/sdk/contract";

import { exampleOf } from "./example.ts";
import { createSchemas, type Json } from "./schemas.ts";

const parameterErrors: readonly ErrorCode[] = [
  "parameter_missing",
  "parameter_unknown",
  "parameter_invalid",
  "parameter_invalid_string",
  "parameter_invalid_integer",
  "parameter_invalid_boolean",
  "parameter_invalid_array",
  "parameter_invalid_object",
];
const credentialErrors: readonly ErrorCode[] = [
  "credentials_missing",
  "api_key_malformed",
  "api_key_invalid",
  "api_key_expired",
  "api_key_revoked",
  "token_invalid",
  "token_expired",
];
const anyErrors: readonly ErrorCode[] = [
  "host_invalid",
  "host_forbidden",
  "origin_forbidden",
  "rate_limited",
  "internal_error",
];
const bodyErrors: readonly ErrorCode[] = [
  "body_too_large",
  "content_type_unsupported",
  "body_unparseable",
  "request_timeout",
  "circuit_open",
  "idempotency_error",
  "idempotency_key_in_use",
];

/** Every code that an operation can answer with. */
function errorsOf(operation: Operation): ErrorCode[] {
  const { access, errors, method, input, publishable } = operation;
  return [
    ...new Set<ErrorCode>([
      ...errors,
      // The cursor of a page names an item that has to be there.
      ...("starting_after" in input.properties ? (["resource_missing"] as const) : []),
      ...parameterErrors,
      ...anyErrors,
      ...(method === "POST" ? bodyErrors : []),
      ...(method === "DELETE" ? (["circuit_open"] as const) : []),
      ...(access === "none" ? [] : credentialErrors),
      ...accessErrors(access),
      // Without rights, or for a parameter that a payer may not send.
      ...(access === "client_secret" || (publishable && !publishable.clientSecret)
        ? []
        : (["secret_key_required"] as const)),
    ]),
  ];
}

function accessErrors(access: Operation["access"]): readonly ErrorCode[] {
  switch (access) {
    case "none":
    case "optional":
    case "any":
      return [];
    case "session":
      return ["session_required"];
    case "client_secret":
      return ["client_secret_required", "client_secret_invalid"];
    default:
      return ["scope_missing", "api_key_required", "role_insufficient"];
  }
}

/** The contract as an OpenAPI 3.1 document: every operation, schema, error and example. */
export function documentApi(): Json {
  const schemas = createSchemas(contract);
  const paths: Record<string, Record<string, Json>> = {};
  for (const operation of Object.values(operations)) {
    for (const path of [operation.path, ...aliasesOf(operation)]) {
      const isAlias = path !== operation.path;
      (paths[path] ??= {})[operation.method.toLowerCase()] = describe(operation, schemas.refer, isAlias);
    }
  }
  return {
    openapi: "3.1.1",
    info: {
      title: "micro",
      version: apiVersion,
      description: "A payments API on your machine: auth, payments, ledger, events and webhooks.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/" }],
    security: [{ bearer: [] }, { basic: [] }, { apiKey: [] }],
    paths,
    webhooks: Object.fromEntries(
      Object.entries(eventCatalogue).map(([type, { meaning, object }]) => [
        type,
        {
          post: {
            summary: meaning,
            requestBody: {
              content: {
                "application/json": {
                  schema: {
                    allOf: [
                      { $ref: "#/components/schemas/Event" },
                      {
                        properties: { type: { const: type }, data: { properties: { object: schemas.refer(object) } } },
                      },
                    ],
                  },
                },
              },
            },
            responses: { "2XX": { description: "Received." } },
          },
        },
      ]),
    ),
    components: {
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer", description: "An API key, or the token of a session." },
        basic: { type: "http", scheme: "basic", description: "The API key as user name, without a password." },
        apiKey: { type: "apiKey", in: "header", name: "X-Api-Key" },
      },
      schemas: { ...schemas.named(), Error: errorSchema },
    },
  };
}

const aliasesOf = (operation: Operation) => operation.aliases ?? [];

function describe(operation: Operation, refer: (schema: object) => Json, isAlias: boolean): Json {
  const { id, method, access, summary, input, output, status = 200 } = operation;
  const inPath = operation.path.includes("{id}") ? ["id"] : [];
  const inQuery = method === "POST" ? [] : Object.keys(input.properties).filter((name) => !inPath.includes(name));
  const required = new Set<string>(input.required ?? []);
  const parameter = (place: "path" | "query") => (name: string) => ({
    name,
    in: place,
    required: place === "path" || required.has(name),
    schema: refer(input.properties[name] ?? {}),
    ...(place === "query" && isObject(input.properties[name]) && { style: "deepObject", explode: true }),
  });
  return {
    operationId: isAlias ? `${id}.alias` : id,
    summary,
    description: `Access: \`${access}\`.`,
    tags: [id.split(".")[0]],
    ...(isAlias && { deprecated: false }),
    ...(access === "none" && { security: [] }),
    ...(access === "optional" && { security: [{}, { bearer: [] }, { basic: [] }, { apiKey: [] }] }),
    parameters: [
      ...inPath.map(parameter("path")),
      ...inQuery.map(parameter("query")),
      ...(method === "POST" && access !== "none" ? [idempotencyKey] : []),
    ],
    ...(method === "POST" && { requestBody: bodyOf(operation, refer) }),
    responses: {
      [status]: {
        description: "Done.",
        headers: { "Request-Id": { schema: { type: "string" } } },
        content: { "application/json": { schema: refer(output), example: exampleOf(output) } },
      },
      ...errorResponses(errorsOf(operation)),
    },
  };
}

const idempotencyKey = {
  name: "Idempotency-Key",
  in: "header",
  required: false,
  schema: { type: "string", minLength: 1, maxLength: 255 },
};

const isObject = (schema: object | undefined) => schema !== undefined && "properties" in schema;

function bodyOf({ input, path }: Operation, refer: (schema: object) => Json): Json {
  const { id: _id, ...rest } = input.properties;
  const properties = path.includes("{id}") ? rest : input.properties;
  const required = (input.required ?? []).filter((name) => name in properties);
  const schema = {
    type: "object",
    additionalProperties: false,
    properties: Object.fromEntries(Object.entries(properties).map(([name, part]) => [name, refer(part)])),
    ...(required.length > 0 && { required }),
  };
  const example = exampleOf({ type: "object", properties, required });
  return { required: required.length > 0, content: { "application/json": { schema, example } } };
}

function errorResponses(codes: readonly ErrorCode[]): Record<string, Json> {
  const byStatus = Map.groupBy(codes, (code) => errorCatalogue[code].status);
  return Object.fromEntries(
    [...byStatus]
      .toSorted(([a], [b]) => a - b)
      .map(([status, members]) => [
        String(status),
        {
          description: members.map((code) => `\`${code}\`: ${errorCatalogue[code].message}`).join(" "),
          content: {
            "application/json": {
              schema: { $ref: "#/components/schemas/Error" },
              examples: Object.fromEntries(members.map((code) => [code, { value: exampleError(code) }])),
            },
          },
        },
      ]),
  );
}

function exampleError(code: ErrorCode): Json {
  const { type, message, hint } = errorCatalogue[code];
  return {
    error: {
      type,
      code,
      message: type === "card_error" ? message : `${message} ${hint}`,
      doc_url: `/docs/errors/${code}`,
      request_id: "req_000000000000000000000000",
    },
  };
}

const errorSchema: Json = {
  type: "object",
  required: ["error"],
  properties: {
    error: {
      type: "object",
      required: ["type", "code", "message", "doc_url", "request_id"],
      properties: {
        type: { type: "string" },
        code: { type: "string", enum: Object.keys(errorCatalogue) },
        message: { type: "string" },
        param: { type: "string" },
        decline_code: { type: "string" },
        doc_url: { type: "string" },
        request_id: { type: "string" },
      },
    },
  },
};
