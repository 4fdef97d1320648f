/** Makes something once, when it is first needed. Most processes never need most of what takes long to make. */
export function onFirstUse<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
