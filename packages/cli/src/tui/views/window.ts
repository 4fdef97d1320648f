/** Which of `count` lines to show in `height`, so that the line at `index` is among them and as many as can be are shown. */
export function windowOf(count: number, index: number, height: number): { start: number; end: number } {
  const start = Math.max(0, Math.min(index - Math.floor(height / 2), count - height));
  return { start, end: Math.min(count, start + Math.max(height, 0)) };
}
