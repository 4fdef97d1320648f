import { apiVersion, errorCatalogue, eventCatalogue, operations, type Operation } from "@micro/sdk/contract";
import { html, type SafeHtml } from "@remix-run/html-template";
import type { FastifyInstance } from "fastify";

import { sendPage } from "../../gateway/page.ts";
import type { SchemaShape } from "../../gateway/schema-shape.ts";

/**
 * Mounts the reference of the API: one page, written from the contract, without a script and without the network. Who opens the
 * bare address of the sandbox is led there.
 */
export function mountReference(app: FastifyInstance): void {
  let body: SafeHtml | undefined;
  app.get("/", { config: { kind: "page" } }, (_request, reply) => reply.redirect("/reference"));
  app.get("/reference", { config: { kind: "page" } }, (_request, reply) => {
    body ??= writeReference();
    return sendPage(reply, "API reference", body);
  });
}

function writeReference(): SafeHtml {
  const groups = Map.groupBy(Object.values<Operation>(operations), ({ id }) => id.split(".")[0] ?? "");
  return html`<h1>API reference</h1>
    <p class="quiet">
      Version ${apiVersion} · machine-readable: <a href="/openapi.json">openapi.json</a> ·
      <a href="#error-codes">errors</a> ·
      <a href="#event-types">events</a>
    </p>
    <nav>${[...groups.keys()].map((name) => html`<a href="#${name}">${name}</a>`)}</nav>
    ${[...groups].map(
      ([name, members]) =>
        html`<h2 id="${name}">${name}</h2>
          ${members.map(writeOperation)}`,
    )}
    <h2 id="event-types">Types of events</h2>
    <table>
      ${Object.entries(eventCatalogue).map(
        ([type, { meaning }]) =>
          html`<tr>
            <td><code>${type}</code></td>
            <td>${meaning}</td>
          </tr>`,
      )}
    </table>
    <h2 id="error-codes">Errors</h2>
    <table>
      ${Object.entries(errorCatalogue).map(
        ([code, { status, message, hint }]) =>
          html`<tr>
            <td>${status}</td>
            <td>
              <a href="/docs/errors/${code}"><code>${code}</code></a>
            </td>
            <td>${message} ${hint}</td>
          </tr>`,
      )}
    </table>`;
}

function writeOperation({
  id,
  method,
  path,
  access,
  summary,
  input,
  output,
  status = 200,
  errors,
}: Operation): SafeHtml {
  const required = new Set<string>(input.required ?? []);
  const names = Object.entries(input.properties);
  return html`<details id="${id}">
    <summary>
      <code><b>${method}</b> ${path}</code> <span class="quiet">${summary}</span>
    </summary>
    <div>
      <p class="quiet">
        Access: <code>${access}</code> · answers
        ${status}${errors.length === 0 ? "" : html` · errors: ${errors.map((code) => html`<code>${code}</code> `)}`}
      </p>
      ${
        names.length === 0
          ? html`<p>No parameters.</p>`
          : html`<table>
              ${names.map(
                ([name, schema]) =>
                  html`<tr>
                    <td><code>${name}</code>${required.has(name) ? "" : html` <span class="quiet">optional</span>`}</td>
                    <td><code>${typeOf(schema)}</code></td>
                    <td>${describe(schema)}</td>
                  </tr>`,
              )}
            </table>`
      }
      <p class="quiet">Answer</p>
      <pre>${JSON.stringify(shapeOf(output), null, 2)}</pre>
    </div>
  </details>`;
}

/** A schema in a word. Every schema of the contract has this shape. */
function typeOf(schema: object): string {
  const shape = schema as SchemaShape;
  if ("const" in shape) return JSON.stringify(shape.const);
  if (shape.enum) return shape.enum.length > 8 ? `one of ${shape.enum.length}` : shape.enum.map(String).join(" | ");
  if (shape.anyOf) return shape.anyOf.map(typeOf).join(" | ");
  if (shape.type === "array") return `${typeOf(shape.items ?? {})}[]`;
  return shape.type ?? "any";
}

function describe(schema: object): string {
  const { description, minimum, maximum, maxLength } = schema as SchemaShape;
  const bounds = [
    minimum === undefined ? undefined : `at least ${minimum}`,
    maximum === undefined ? undefined : `at most ${maximum}`,
    maxLength === undefined ? undefined : `at most ${maxLength} characters`,
  ].filter((bound) => bound !== undefined);
  const range = bounds.join(", ");
  const sentence = range === "" ? undefined : `${range.charAt(0).toUpperCase()}${range.slice(1)}.`;
  return [description, sentence].filter(Boolean).join(" ");
}

/** An object's names with the words of their types, or the only value there is, for reading. */
function shapeOf(schema: object): unknown {
  const shape = schema as SchemaShape;
  if ("const" in shape) return shape.const;
  if (shape.type === "array") return [shapeOf(shape.items ?? {})];
  if (!shape.properties) return typeOf(shape);
  return Object.fromEntries(Object.entries(shape.properties).map(([name, part]) => [name, shapeOf(part)]));
}
