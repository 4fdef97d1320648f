export { dailyPayoutJob, nextMidnight } from "./daily-payouts.ts";
export { getSettings } from "./get-settings.ts";
export { defaultSettings, readSettings } from "./settings.ts";
export { settingsSchema } from "./tables.ts";
export {
  countRead,
  dropTransition,
  findBeforeRead,
  findHeldTransition,
  forgetNothingHeld,
  listHeldTransitions,
  releaseTransition,
  scheduleTransition,
} from "./transitions.ts";
export { updateSettings } from "./update-settings.ts";
