import { findRunning } from "../../sandbox/find.ts";

/** Whether a sandbox of the data folder runs, and where. */
export type Status =
  | { running: false; data_dir: string }
  | {
      running: true;
      url: string;
      api_key: string;
      publishable_key: string;
      pid: number;
      instance_id: string;
      version: string;
      started_at: string;
      uptime_s: number;
      data_dir: string;
    };

/** Looks for a sandbox of this data folder. */
export async function sandboxStatus(dataDir: string): Promise<Status> {
  const found = await findRunning(dataDir);
  if (found === undefined) return { running: false, data_dir: dataDir };
  const { health, ...runtime } = found;
  return {
    running: true,
    ...runtime,
    instance_id: health.instance_id,
    version: health.version,
    uptime_s: health.uptime_s,
    data_dir: dataDir,
  };
}
