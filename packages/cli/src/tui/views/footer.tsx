import { clean } from "../../output/clean.ts";
import type { Prompt, State } from "../model/state.ts";
import { Line } from "./line.tsx";

const questions: Record<Prompt, string> = {
  filter: "Filter (payment.*, failed, 4xx)",
  search: "Search",
  clock: "Advance the clock by (90s, 36h, 30d, 2w, 3mo, 1y)",
  fault: "Fault, as JSON",
};

const keys =
  "↑↓ move  ⏎ details  t trigger  r resend  f filter  / search  p pause  c curl  e edit  C clock  F faults  ? help  q quit";
const fewKeys = "⏎ details  t trigger  r resend  / search  ? help  q quit";

/** What is being typed, what was just done, or which keys there are. */
export function Footer({ state, columns }: { state: State; columns: number }) {
  const { overlay, message, showsDetails } = state;
  if (overlay.kind === "prompt") {
    return (
      <Line
        line={[{ text: `${questions[overlay.prompt]}: `, bold: true }, { text: clean(overlay.text) }, { text: "▏" }]}
      />
    );
  }
  if (message !== undefined) {
    const isError = message.kind === "error";
    const piece = { text: `${isError ? "✗" : "›"} ${clean(message.text)}`, bold: isError };
    return <Line line={[isError ? { ...piece, color: "red" } : piece]} />;
  }
  if (showsDetails) {
    return <Line line={[{ text: "↑↓ scroll  Esc back  r resend  c curl  ? help  q quit", dim: true }]} />;
  }
  return <Line line={[{ text: columns >= keys.length ? keys : fewKeys, dim: true }]} />;
}
