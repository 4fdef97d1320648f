/** Says on stderr what is being measured. */
export interface Progress {
  step(title: string): void;
}

export function createProgress(total: number): Progress {
  let done = 0;
  return {
    step: (title) => {
      done += 1;
      console.error(`[${done}/${total}] ${title}`);
    },
  };
}
