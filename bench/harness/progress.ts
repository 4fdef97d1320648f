/** What is measured by itself. */
export interface Step {
  id: string;
  title: string;
}

/** How long each step took when it was recorded, in seconds. */
export type Durations = Record<string, number>;

/** Says on stderr what is being measured, and how long the rest will take. */
export interface Progress {
  /** Begins a step, and ends the one before; the step that is under way goes on. */
  step(step: Step): void;
  /** Ends the last one; tells how long each took. */
  end(): Durations;
}

const width = 20;

export function createProgress(steps: readonly Step[], recorded: Durations): Progress {
  const known = steps.map(({ id }) => recorded[id]).filter((seconds) => seconds !== undefined);
  const usual = known.length > 0 ? known.reduce((sum, seconds) => sum + seconds, 0) / known.length : undefined;
  const expected = (id: string) => recorded[id] ?? usual ?? 1;
  const total = steps.reduce((sum, { id }) => sum + expected(id), 0);
  const startedAt = performance.now();
  const took: Durations = {};
  let expectedSoFar = 0;
  let current: { id: string; startedAt: number } | undefined;

  const end = () => {
    if (current) {
      took[current.id] = Math.round((performance.now() - current.startedAt) / 100) / 10;
      expectedSoFar += expected(current.id);
    }
    current = undefined;
    return took;
  };
  const left = () => {
    if (usual === undefined) return "";
    // This machine may be slower than that of the record, or this run briefer.
    const pace = expectedSoFar > 0 ? (performance.now() - startedAt) / 1000 / expectedSoFar : 1;
    return `, ${time((total - expectedSoFar) * pace)} left`;
  };
  return {
    step: ({ id, title }) => {
      if (current?.id === id) return;
      end();
      current = { id, startedAt: performance.now() };
      const filled = Math.round((width * expectedSoFar) / total);
      const bar = "█".repeat(filled) + "░".repeat(width - filled);
      console.error(`${bar} [${Object.keys(took).length + 1}/${steps.length}] ${title}${left()}`);
    },
    end,
  };
}

function time(seconds: number): string {
  const whole = Math.ceil(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
