/**
 * Text from outside as it may stand on a terminal: without what moves the cursor or colours the rest, and without what
 * turns the direction of the text after it.
 */
export const clean = (text: string): string =>
  // oxlint-disable-next-line no-control-regex -- Control characters are what is to go.
  text.replaceAll(/[\u0000-\u001F\u007F-\u009F\u200E\u200F\u202A-\u202E\u2066-\u2069]/g, "·");
