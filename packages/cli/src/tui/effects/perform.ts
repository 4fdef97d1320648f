import { runTrigger } from "@micro/sdk";

import { waitForClock } from "../../actions/wait-for-clock.ts";
import { instantText } from "../../output/instant.ts";
import { parseSpan } from "../../params/span.ts";
import type { Command } from "../model/key.ts";
import { isUndelivered } from "../model/rows.ts";
import { selectedRow } from "../model/selection.ts";
import type { EventRow } from "../model/state.ts";
import { tell, tellFailure, type EffectContext } from "./context.ts";
import { copyAsCurl } from "./copy.ts";
import { editAndReplay, type Suspend } from "./edit.ts";
import { addFault, removeFault, showFaults } from "./faults.ts";
import { resend } from "./resend.ts";

/** What commands need of the terminal. */
export interface Terminal {
  write: (text: string) => void;
  suspend: Suspend;
}

/** Does what a key asked for. A failure is shown and ends nothing. */
export async function perform(
  context: EffectContext,
  command: Exclude<Command, { type: "quit" }>,
  terminal: Terminal,
): Promise<void> {
  try {
    await performCommand(context, command, terminal);
  } catch (error) {
    tellFailure(context, error);
  }
}

async function performCommand(
  context: EffectContext,
  command: Exclude<Command, { type: "quit" }>,
  { write, suspend }: Terminal,
): Promise<void> {
  const { client } = context;
  switch (command.type) {
    case "resend":
      return resend(context, command.which === "selected" ? selectedEvents(context) : failedEvents(context));
    case "trigger": {
      tell(context, `Triggering ${command.event} …`);
      await runTrigger(client, command.event);
      return tell(context, `Triggered ${command.event}.`);
    }
    case "copy":
      return copyAsCurl(context, write);
    case "edit":
      return editAndReplay(context, selectedEvents(context)[0], suspend);
    case "advance":
      return advance(context, command.duration);
    case "faults":
      return showFaults(context);
    case "addFault":
      return addFault(context, command.rule);
    case "removeFault":
      return removeFault(context, command.id);
  }
}

/** Lets time pass, as `micro clock advance` does. */
async function advance(context: EffectContext, span: string): Promise<void> {
  const { client, store } = context;
  const { now } = await client.clock.get();
  const to = parseSpan(now, span, "This");
  tell(context, `Advancing the clock to ${instantText(to)} …`);
  const moving = client.clock.set({ at: to }, { timeoutMs: 0 });
  const clock = await waitForClock(client, moving, (line) => tell(context, line));
  store.dispatch({ type: "clock", clock });
  tell(context, `It is ${instantText(clock.now)} in the sandbox.`);
}

function selectedEvents({ store }: EffectContext): EventRow[] {
  const row = selectedRow(store.state);
  return row !== undefined && "payload" in row ? [row] : [];
}

const failedEvents = ({ store }: EffectContext) => store.state.events.filter(isUndelivered).toReversed();
