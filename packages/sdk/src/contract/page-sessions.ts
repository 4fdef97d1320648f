import { Type, type Static } from "typebox";

import { operation } from "./operation.ts";
import { Id, Params, Text, Timestamp } from "./schema.ts";

export const PageToken = Type.Object({
  id: Id("pageSession"),
  object: Type.Literal("page_token"),
  token: Type.String({ description: "Good once, for a minute: it goes into the fragment of `/pages/open#token=…`." }),
  expires_at: Timestamp,
});
/** What opens the pages of a sandbox to one browser: the dashboard, and where every route needs a key all others. */
export type PageToken = Static<typeof PageToken>;

export const PageSession = Type.Object({
  id: Id("pageSession"),
  object: Type.Literal("page_session"),
  secret: Type.String({ description: "The value of the browser's cookie. The API does not take it." }),
});
/** A browser that may see pages, as long as the key or the session that let it in may. */
export type PageSession = Static<typeof PageSession>;

export const pageSessionOperations = {
  "page_sessions.create": operation({
    id: "page_sessions.create",
    method: "POST",
    path: "/auth/page_sessions",
    access: "any",
    summary: "Make a one-time token that opens the pages to a browser: good once, for a minute.",
    input: Params({}),
    output: PageToken,
    status: 201,
    errors: [],
  }),
  "page_sessions.open": operation({
    id: "page_sessions.open",
    method: "POST",
    path: "/auth/page_sessions/open",
    access: "none",
    summary: "Give a one-time token for what the browser keeps as its cookie: for pages only.",
    input: Params({ token: Text(200) }),
    output: PageSession,
    errors: ["page_token_invalid"],
  }),
};
