import BetterSqlite from "better-sqlite3";

/**
 * Takes the file for this process alone, or throws. The operating system holds the lock, so it ends with the process
 * however that ends; the database itself stays open to other programs that read it.
 */
export function lockFile(file: string): () => void {
  const lock = new BetterSqlite(`${file}.lock`, { timeout: 0 });
  try {
    lock.exec("BEGIN EXCLUSIVE");
  } catch (cause) {
    lock.close();
    throw cause;
  }
  return () => lock.close();
}
