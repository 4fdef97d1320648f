import { Box } from "ink";

import { clean } from "../../output/clean.ts";
import { tabs, type State, type TargetHealth } from "../model/state.ts";
import { Line, type Piece } from "./line.tsx";
import { timeOf } from "./list-lines.ts";

/** Which sandbox, whose, where events go, and whether both answer. */
export function Header({ state }: { state: State }) {
  const { header, connection, clock } = state;
  const { url, account, mode, target } = header;
  const signs: Record<State["connection"], Piece> = {
    connecting: { text: "◌ ", color: "yellow" },
    live: { text: "● ", color: "cyan" },
    lost: { text: "✗ connection lost ", color: "red", bold: true },
  };
  const time = clock?.mode === "frozen" ? `  ❄ ${timeOf(clock.now)}` : "";
  const line = [
    signs[connection],
    { text: "micro ", bold: true },
    { text: clean(url.replace(/^https?:\/\//, "")) },
    { text: `  ${clean(account)} ${mode}`, dim: true },
    ...targetPieces(target),
    { text: time, color: "cyan" } as const,
  ];
  return <Line line={line} />;
}

function targetPieces(target: TargetHealth | undefined): Piece[] {
  if (target === undefined) return [{ text: "  no target", dim: true }];
  const { url, verdict, about } = target;
  const health: Record<TargetHealth["verdict"], Piece> = {
    unknown: { text: " ◌", dim: true },
    up: { text: ` ✓ ${about}`, color: "cyan" },
    down: { text: ` ✗ ${about}`, color: "red", bold: true },
  };
  return [{ text: "  → " }, { text: clean(url.replace(/^http:\/\//, "")) }, health[verdict]];
}

/** The pages, with how much is on them. */
export function Tabs({ state }: { state: State }) {
  const counts = {
    events: state.eventCount,
    requests: state.requests.length,
    payments: state.payments.length,
    ledger: state.accounts.length,
    inbox: state.inbox.length,
  };
  const pieces = tabs.flatMap((tab, index): Piece[] => {
    const isOpen = tab === state.tab;
    const name = `${index + 1} ${tab[0]?.toUpperCase()}${tab.slice(1)}`;
    const count = counts[tab] > 0 ? ` ${counts[tab]}` : "";
    return [{ text: isOpen ? `[${name}${count}]` : ` ${name}${count} `, bold: isOpen, dim: !isOpen }];
  });
  const notes: Piece[] = [
    ...(state.paused ? [{ text: ` ‖ paused, ${state.held.length} waiting`, color: "yellow" } as const] : []),
    ...(state.filter === "" ? [] : [{ text: ` f:${clean(state.filter)}`, color: "magenta" } as const]),
    ...(state.search === "" ? [] : [{ text: ` /${clean(state.search)}`, color: "magenta" } as const]),
  ];
  return (
    <Box>
      <Line line={[...pieces, ...notes]} />
    </Box>
  );
}
