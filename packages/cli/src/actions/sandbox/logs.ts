export { followLog, lastLogLines } from "../../sandbox/log.ts";
