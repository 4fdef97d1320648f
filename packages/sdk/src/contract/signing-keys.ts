import { Type, type Static } from "typebox";

import { operation } from "./operation.ts";
import { List, Nullable, Params, Timestamp } from "./schema.ts";

export const SigningKey = Type.Object({
  id: Type.String({ description: "The `kid`: the key's thumbprint (RFC 7638)." }),
  object: Type.Literal("signing_key"),
  created: Timestamp,
  signs_from: Timestamp,
  retires_at: Nullable(Type.Integer({ description: "When its last token is dead and it leaves the published set." })),
});
/** A key that signs session tokens: published at `created`, at least ten minutes before it signs. */
export type SigningKey = Static<typeof SigningKey>;

export const signingKeyOperations = {
  "signing_keys.list": operation({
    id: "signing_keys.list",
    method: "GET",
    path: "/auth/signing_keys",
    access: "sandbox:read",
    summary: "List the keys that sign session tokens, retired ones included.",
    input: Params({}),
    output: List(SigningKey),
    errors: [],
  }),
  "signing_keys.rotate": operation({
    id: "signing_keys.rotate",
    method: "POST",
    path: "/auth/signing_keys/rotate",
    access: "sandbox:write",
    summary: "Publish a new signing key now; it signs ten minutes later.",
    input: Params({}),
    output: SigningKey,
    status: 201,
    errors: ["state_conflict"],
  }),
};
