import { err } from "./colours.ts";

const widthMax = 24;
const showAfterMs = 300;

const showEveryMs = 100;

/** Work on its way. */
export interface Progress {
  /** One more is done. */
  step: (about?: string) => void;
  /** So much is done by now, of so much. */
  reach: (done: number, of: number) => void;
  /** Takes the bar away. */
  end: () => void;
}

/** A bar on stderr, where that is a terminal and the work takes long enough to wonder. */
export function startProgress(title: string, total = 0): Progress {
  let done = 0;
  const { show, end } = startStatus();
  return {
    step(about = "") {
      done += 1;
      if (total < 2 || done >= total) end();
      else show(true, (columns) => progressLine({ title, done, total, about }, columns));
    },
    reach(reached, of) {
      if (reached >= of) end();
      else show(false, (columns) => progressLine({ title, done: reached, total: of, about: "" }, columns));
    },
    end,
  };
}

/** A line that says how much is done, where nobody knows how much there is. */
export function startCount(
  title: string,
  text: (count: number) => string,
): { add: (more: number) => void; end: () => void } {
  let count = 0;
  const { show, end } = startStatus();
  return {
    add(more) {
      count += more;
      show(false, () => `${title} ${err.dim(text(count))}`);
    },
    end,
  };
}

/** One line on stderr that is written over and taken away, where that is a terminal. */
function startStatus() {
  const stream = process.stderr;
  const isWatched = stream.isTTY && !process.env["CI"];
  let nextMs = performance.now() + showAfterMs;
  let shown = false;
  const end = () => {
    if (shown) stream.write("\r\u001B[2K");
    shown = false;
  };
  return {
    /** Shows a line once the work has taken a while; one that may wait is left out when another was shown just before. */
    show: (isDue: boolean, line: (columns: number) => string) => {
      const nowMs = performance.now();
      if (!isWatched || nowMs < (isDue && shown ? 0 : nextMs)) return;
      end();
      stream.write(line(stream.columns));
      nextMs = nowMs + showEveryMs;
      shown = true;
    },
    end,
  };
}

interface Shown {
  title: string;
  done: number;
  total: number;
  about: string;
}

/** A line such as `Loading ████████░░░░░░░░ 12/24 customers`, never wider than the terminal. */
function progressLine({ title, done, total, about }: Shown, columns = 80): string {
  const width = Math.max(4, Math.min(widthMax, columns - title.length - about.length - 20));
  const filled = Math.round((Math.min(done, total) / total) * width);
  const bar = err.green("█".repeat(filled)) + err.dim("░".repeat(width - filled));
  return [title, bar, `${done}/${total}`, about].filter(Boolean).join(" ");
}
