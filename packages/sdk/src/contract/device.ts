import { Type, type Static } from "typebox";

import { Session } from "./auth.ts";
import { operation } from "./operation.ts";
import { Id, Nullable, OneOf, Params, Text, Timestamp } from "./schema.ts";

export const DeviceCode = Type.Object({
  object: Type.Literal("device_code"),
  device_code: Type.String({ description: "The device's secret, with which it asks for its session." }),
  user_code: Type.String({ description: "Eight consonants that the person compares or types." }),
  verification_uri: Type.String(),
  verification_uri_complete: Type.String({ description: "The same page with the code filled in." }),
  expires_in: Type.Integer({ description: "Seconds." }),
  interval: Type.Integer({ description: "Seconds to wait between two questions." }),
});
/** What a device shows to the person who logs it in (RFC 8628, section 3.2). */
export type DeviceCode = Static<typeof DeviceCode>;

export const DeviceAuthorization = Type.Object({
  id: Id("device"),
  object: Type.Literal("device_authorization"),
  client_name: Nullable(Type.String()),
  status: OneOf("pending", "approved", "denied", "used"),
  created: Timestamp,
  expires_at: Timestamp,
});
/** A device that waits to be logged in. */
export type DeviceAuthorization = Static<typeof DeviceAuthorization>;

const UserCode = Type.String({ minLength: 1, maxLength: 20, description: "Case and hyphens do not matter." });

export const deviceOperations = {
  "device.code": operation({
    id: "device.code",
    method: "POST",
    path: "/auth/device/code",
    access: "none",
    summary: "Begin to log a device in: a code to ask with, and one for the person to approve.",
    input: Params({ client_name: Type.Optional(Text(100)) }),
    output: DeviceCode,
    errors: [],
  }),
  "device.token": operation({
    id: "device.token",
    method: "POST",
    path: "/auth/device/token",
    access: "none",
    summary: "Ask whether the device is approved: once it is, the answer is its session.",
    input: Params({ device_code: Text(200) }),
    output: Session,
    errors: ["authorization_pending", "slow_down", "access_denied", "expired_token"],
  }),
  "device.lookup": operation({
    id: "device.lookup",
    method: "POST",
    path: "/auth/device/lookup",
    access: "session",
    summary: "Which device shows this code. Five wrong codes lock the user out for a while.",
    input: Params({ user_code: UserCode }),
    output: DeviceAuthorization,
    errors: ["user_code_invalid", "rate_limited"],
  }),
  "device.decide": operation({
    id: "device.decide",
    method: "POST",
    path: "/auth/device/decision",
    access: "session",
    summary: "Approve or deny the device that shows this code. Five wrong codes lock the user out for a while.",
    input: Params({ user_code: UserCode, decision: OneOf("approve", "deny") }),
    output: DeviceAuthorization,
    errors: ["user_code_invalid", "rate_limited"],
  }),
};
