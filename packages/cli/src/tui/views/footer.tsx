import { clean } from "../../output/clean.ts";
import type { Overlay, Prompt, State } from "../model/state.ts";
import { Line } from "./line.tsx";

const questions: Record<Prompt, string> = {
  filter: "Filter (payment.*, failed, 4xx)",
  search: "Search",
  clock: "Advance the clock by (90s, 36h, 30d, 2w, 3mo, 1y)",
  fault: "Fault, as JSON",
};

/** What may be typed, where the question does not say it; shown until something is. */
const examples: Partial<Record<Prompt, string>> = { fault: ' {"effect":"latency","latency_ms":500}' };

/** The keys of what lies over the list. */
const overlayKeys: Record<Exclude<Overlay["kind"], "none" | "prompt">, string> = {
  help: "any key closes this",
  trigger: "type to search  ↑↓ choose  ⏎ trigger  Esc close",
  faults: "↑↓ move  a add  d remove  Esc close",
};

const keys =
  "↑↓ move  ⏎ details  t trigger  r resend  f filter  / search  p pause  c curl  e edit  C clock  F faults  ? help  q quit";
const fewKeys = "⏎ details  t trigger  r resend  / search  ? help  q quit";
const detailKeys = "↑↓ scroll  Esc back  r resend  c curl  ? help  q quit";
/** Only events can be sent. */
const ofEvents = /(?:r resend|e edit) {2}/g;

/** What is being typed, what was just done, or which keys there are. */
export function Footer({ state, columns }: { state: State; columns: number }) {
  const { overlay, message, showsDetails, tab } = state;
  if (overlay.kind === "prompt") {
    const question = `${questions[overlay.prompt]}: `;
    const example = overlay.text === "" ? (examples[overlay.prompt] ?? "") : "";
    return (
      <Line
        line={[
          { text: question, bold: true },
          { text: endOf(clean(overlay.text), columns - question.length - 2) },
          { text: "▏" },
          { text: example, dim: true },
        ]}
      />
    );
  }
  if (overlay.kind !== "none") return <Line line={[{ text: overlayKeys[overlay.kind], dim: true }]} />;
  if (message !== undefined) {
    const isError = message.kind === "error";
    const piece = { text: `${isError ? "✗" : "›"} ${clean(message.text)}`, bold: isError };
    return <Line line={[isError ? { ...piece, color: "red" } : piece]} />;
  }
  const ofList = columns >= keys.length ? keys : fewKeys;
  const all = showsDetails ? detailKeys : ofList;
  return <Line line={[{ text: tab === "events" ? all : all.replaceAll(ofEvents, ""), dim: true }]} />;
}

/** The end of what is typed, where one types, as far as there is room. */
function endOf(text: string, room: number): string {
  const letters = Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment);
  return letters.length <= room ? text : `…${letters.slice(-Math.max(1, room - 1)).join("")}`;
}
