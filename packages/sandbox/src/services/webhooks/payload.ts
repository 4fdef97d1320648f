import type { Event, PayloadFormat } from "@micro/sdk/contract";

import type { Wordings } from "../../platform/context.ts";

/** The bytes of a delivery, and what they are. */
export interface Payload {
  contentType: string;
  body: string;
}

/** How an endpoint wants its events: `version` is that of the other API whose format it is. */
export interface PayloadForm {
  payload: PayloadFormat;
  version: string | null;
}

/** Writes an event as an endpoint wants it. The same stored event gives the same bytes every time. */
export function writePayload({ payload, version }: PayloadForm, stored: string, wordings: Wordings): Payload {
  switch (payload) {
    case "full":
      return { contentType: "application/json; charset=utf-8", body: stored };
    case "thin":
      return { contentType: "application/json; charset=utf-8", body: JSON.stringify(thin(parse(stored))) };
    case "cloudevents":
      return {
        contentType: "application/cloudevents+json; charset=utf-8",
        body: JSON.stringify(cloudEvent(parse(stored))),
      };
    case "stripe":
      return { contentType: "application/json; charset=utf-8", body: wordings.stripe.write(stored, version) };
  }
}

/** `recordEvent` is the only writer of what is stored. */
const parse = (stored: string) => JSON.parse(stored) as Event;

const objectOf = ({ data }: Event): Readonly<Record<string, unknown>> => ({ ...data.object });

/** The event with its object's id and kind only: who receives it reads the rest. */
function thin(event: Event) {
  const { id, object } = objectOf(event);
  return { ...event, data: { object: { id, object } } };
}

/** A CloudEvent in the structured JSON form (CloudEvents 1.0.2, JSON Event Format). */
function cloudEvent(event: Event) {
  const { id } = objectOf(event);
  return {
    specversion: "1.0",
    id: event.id,
    source: `/accounts/${event.account}`,
    type: event.type,
    ...(typeof id === "string" && { subject: id }),
    time: new Date(event.created * 1000).toISOString(),
    datacontenttype: "application/json",
    dataschema: `/event_types/${event.type}`,
    // Extension attributes have lower-case names without separators.
    sequence: String(event.seq),
    livemode: event.livemode,
    apiversion: event.api_version,
    data: event.data,
  };
}
