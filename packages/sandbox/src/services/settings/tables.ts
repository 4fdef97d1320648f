import type { TransitionType } from "@micro/sdk/contract";

export interface SettingsRow {
  realm: number;
  /** JSON of what was changed from the defaults. */
  changes: string;
}

/** An outcome that waits for something else than time. */
export interface HeldRow {
  realm: number;
  /** The resource that waits. */
  id: string;
  /** The kind of the job that brings it about. */
  job: string;
  type: TransitionType;
  /** Null where it waits for a hand. */
  reads_left: number | null;
  created: number;
}

export interface SettingsTables {
  held_transitions: HeldRow;
  payment_settings: SettingsRow;
}

export const settingsSchema = `
  CREATE TABLE payment_settings (realm INTEGER PRIMARY KEY, changes TEXT NOT NULL);
  CREATE TABLE held_transitions (
    realm INTEGER NOT NULL,
    id TEXT NOT NULL,
    job TEXT NOT NULL,
    type TEXT NOT NULL,
    reads_left INTEGER,
    created INTEGER NOT NULL,
    PRIMARY KEY (realm, id, job)
  )
`;
