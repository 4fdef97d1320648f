import type { Numbered } from "../db/statement.ts";

/** Work with a due time. */
export interface JobRow {
  n: number;
  /** Which handler does it. */
  kind: string;
  /** The id of what it is about; one job per kind and reference. */
  reference: string;
  /** Whose turn it takes: jobs of one lane wait for each other, and never for those of another. */
  lane: string;
  /** Milliseconds since the epoch. */
  due_at: number;
  /** How often it failed by a defect. */
  failures: number;
}

/** Work that falls due by a test clock: it waits until that clock is advanced. */
export interface TimelineJobRow extends Pick<JobRow, "n" | "kind" | "reference"> {
  timeline: string;
  /** Seconds since the epoch. */
  due_at: number;
}

export interface QueueTables {
  jobs: Numbered<JobRow>;
  timeline_jobs: Numbered<TimelineJobRow>;
}

export const queueSchema = `
  CREATE TABLE jobs (
    n INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    reference TEXT NOT NULL,
    lane TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    failures INTEGER NOT NULL DEFAULT 0,
    UNIQUE (kind, reference)
  );
  CREATE INDEX jobs_by_lane ON jobs (lane, due_at, n);
  CREATE TABLE timeline_jobs (
    n INTEGER PRIMARY KEY,
    timeline TEXT NOT NULL,
    kind TEXT NOT NULL,
    reference TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    UNIQUE (kind, reference)
  );
  CREATE INDEX timeline_jobs_by_timeline ON timeline_jobs (timeline, due_at, n);
`;
