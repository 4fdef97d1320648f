/** Makes something when it is first asked for, once: most processes never ask for most of what takes long to make. */
export function onFirstUse<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
