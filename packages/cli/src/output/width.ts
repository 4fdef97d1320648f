import { stripVTControlCharacters } from "node:util";

const plain = /^[\u0020-\u007E]*$/;
const wide =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|[\u{20000}-\u{3FFFD}]|\p{Emoji_Presentation}/u;
const none = /^(?:\p{Mark}|[\u200B-\u200F\u2028-\u202E\u2060-\u206F]|\uFEFF)$/u;

/** How many columns a text takes on a terminal. Letters that are joined into one count apart, as most terminals draw them. */
export function widthOf(text: string): number {
  const shown = stripVTControlCharacters(text);
  if (plain.test(shown)) return shown.length;
  let width = 0;
  for (const letter of shown) if (!none.test(letter)) width += wide.test(letter) ? 2 : 1;
  return width;
}
