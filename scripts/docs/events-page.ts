import { eventExampleOf } from "../../packages/sdk/src/contract/event-operations.ts";
import { Event, eventCatalogue, eventTypes, type EventType } from "../../packages/sdk/src/contract/events.ts";
import { generatedNote, paragraphs, table } from "./markdown.ts";

/** Every type of event, with an example. */
export function eventsPage(): string {
  return paragraphs(
    "# Events",
    generatedNote,
    "An event says what happened, with the object as it stood then. That of an update also has `data.previous_attributes`: what stood in the fields that have changed since an event last told of the object.",
    "The schemas of all events, as JSON Schema, are in [events.schema.json](events.schema.json), and at `GET /event_types` of every sandbox.",
    table(
      ["type", "means", "`data.object`"],
      eventTypes.map((type) => [`[\`${type}\`](#${anchorOf(type)})`, eventCatalogue[type].meaning, objectNameOf(type)]),
    ),
    ...eventTypes.map(section),
  );
}

/** The JSON Schema of all events: what they have in common once, and each kind of object once. */
export function eventsSchema(): string {
  const objects = new Map(eventTypes.map((type) => [JSON.stringify(eventCatalogue[type].object), nameOf(type)]));
  const definitions = [...objects].map(([schema, name]): [string, unknown] => [name, JSON.parse(schema)]);
  const schema = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Events",
    allOf: [{ $ref: "#/$defs/event" }],
    oneOf: eventTypes.map((type) => ({
      title: type,
      description: eventCatalogue[type].meaning,
      properties: {
        type: { const: type },
        data: {
          properties: { object: { $ref: `#/$defs/${objects.get(JSON.stringify(eventCatalogue[type].object))}` } },
        },
      },
    })),
    $defs: { event: Event, ...Object.fromEntries(definitions) },
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

/** What the object of a type is called; two schemas of one kind are told apart by the type. */
function nameOf(type: EventType): string {
  const { data } = eventExampleOf(type) as { data: { object: { object?: string } } };
  const name = data.object.object ?? type;
  const others = eventTypes.filter((other) => objectNameOf(other) === objectNameOf(type));
  const isOne = new Set(others.map((other) => JSON.stringify(eventCatalogue[other].object))).size === 1;
  return isOne ? name : `${name}:${type}`;
}

function section(type: EventType): string {
  const { meaning } = eventCatalogue[type];
  return paragraphs(
    `## \`${type}\``,
    meaning,
    `\`micro trigger ${type}\` brings it about.`,
    `\`\`\`json\n${JSON.stringify(eventExampleOf(type), null, 2)}\n\`\`\``,
  ).trimEnd();
}

function objectNameOf(type: EventType): string {
  const { data } = eventExampleOf(type) as { data: { object: { object?: string } } };
  return data.object.object === undefined ? "" : `\`${data.object.object}\``;
}

const anchorOf = (type: EventType) => type.replaceAll(/[^a-z0-9_-]/g, "");
