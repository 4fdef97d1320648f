import { Type } from "typebox";

import { DeletedUser, User } from "./auth.ts";
import { operation, roles } from "./operation.ts";
import { Id, List, OneOf, pageParams, Params } from "./schema.ts";

export const memberOperations = {
  "members.list": operation({
    id: "members.list",
    method: "GET",
    path: "/auth/members",
    access: "members:read",
    summary: "List the account's members.",
    input: Params({ ...pageParams, role: Type.Optional(OneOf(...roles)) }),
    output: List(User),
    errors: [],
  }),
  "members.get": operation({
    id: "members.get",
    method: "GET",
    path: "/auth/members/{id}",
    access: "members:read",
    summary: "Read a member.",
    input: Params({ id: Id("user") }),
    output: User,
    errors: ["resource_missing"],
  }),
  "members.update": operation({
    id: "members.update",
    method: "POST",
    path: "/auth/members/{id}",
    access: "members:write",
    summary: "Give a member another role; it holds from their next request on.",
    input: Params({ id: Id("user"), role: OneOf(...roles) }),
    output: User,
    errors: ["resource_missing", "last_owner"],
  }),
  "members.remove": operation({
    id: "members.remove",
    method: "DELETE",
    path: "/auth/members/{id}",
    access: "members:write",
    summary: "Remove a member: the user is deleted, and every session of theirs ends.",
    input: Params({ id: Id("user") }),
    output: DeletedUser,
    errors: ["resource_missing", "last_owner"],
  }),
};
