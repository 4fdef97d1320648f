/** Whether an event type fits a pattern: itself, `*`, or a prefix such as `payment.*`. */
export function matchesEventPattern(type: string, pattern: string): boolean {
  if (pattern === "*") return true;
  return pattern.endsWith(".*") ? type.startsWith(pattern.slice(0, -1)) : type === pattern;
}
