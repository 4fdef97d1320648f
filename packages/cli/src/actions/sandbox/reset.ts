import { openClientAt } from "../../api/open-client.ts";
import { findRunning } from "../../sandbox/find.ts";
import { removeData } from "../../sandbox/remove.ts";

/** What a reset did. */
export interface Reset {
  data_dir: string;
  /** Whether a sandbox ran and began again, or its file was removed, or there was nothing. */
  did: "restarted" | "removed" | "nothing";
}

/** Forgets all data: by the sandbox itself where it runs, else by removing its file. */
export async function resetSandbox(dataDir: string): Promise<Reset> {
  const running = await findRunning(dataDir);
  if (running !== undefined) {
    await using client = openClientAt(running.url, { apiKey: running.api_key });
    await client.sandbox.reset();
    return { data_dir: dataDir, did: "restarted" };
  }
  return { data_dir: dataDir, did: (await removeData(dataDir)) ? "removed" : "nothing" };
}
