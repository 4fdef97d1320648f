import { withoutEffect, type Resource } from "../route.ts";

const creditNotes: Resource = {
  name: "credit_notes",
  gaps: [
    "Tax rates and metadata of lines; refunds that are there already.",
    "A preview is asked for by its own route; its lines are in it, and are not a list of their own.",
  ],
  routes: [
    { method: "POST", path: "/credit_notes", operation: "credit_notes.create", params: { email_type: withoutEffect } },
    { method: "GET", path: "/credit_notes", operation: "credit_notes.list" },
    { method: "GET", path: "/credit_notes/preview", operation: "credit_notes.preview" },
    { method: "GET", path: "/credit_notes/{id}", operation: "credit_notes.get" },
    { method: "POST", path: "/credit_notes/{id}", operation: "credit_notes.update" },
    { method: "POST", path: "/credit_notes/{id}/void", operation: "credit_notes.void" },
    {
      method: "GET",
      path: "/credit_notes/{id}/lines",
      operation: "credit_notes.lines",
      params: { limit: withoutEffect },
    },
  ],
};

/** What is credited. */
export const creditNoteResources: readonly Resource[] = [creditNotes];
