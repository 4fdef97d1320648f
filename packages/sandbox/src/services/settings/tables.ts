export interface SettingsRow {
  realm: number;
  /** JSON of what was changed from the defaults. */
  changes: string;
}

export interface SettingsTables {
  payment_settings: SettingsRow;
}

export const settingsSchema = "CREATE TABLE payment_settings (realm INTEGER PRIMARY KEY, changes TEXT NOT NULL)";
