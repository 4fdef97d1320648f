import { styleText } from "node:util";

type Paint = (text: string) => string;

/** The few colours in use. Node decides by `NO_COLOR`, `FORCE_COLOR` and whether the stream is a terminal. */
export interface Palette {
  bold: Paint;
  dim: Paint;
  red: Paint;
  green: Paint;
  yellow: Paint;
  cyan: Paint;
}

const palette = (stream: NodeJS.WriteStream): Palette => ({
  bold: (text) => styleText("bold", text, { stream }),
  dim: (text) => styleText("dim", text, { stream }),
  red: (text) => styleText("red", text, { stream }),
  green: (text) => styleText("green", text, { stream }),
  yellow: (text) => styleText("yellow", text, { stream }),
  cyan: (text) => styleText("cyan", text, { stream }),
});

/** Colours for what goes to stdout. */
export const out = palette(process.stdout);
/** Colours for what goes to stderr. */
export const err = palette(process.stderr);
