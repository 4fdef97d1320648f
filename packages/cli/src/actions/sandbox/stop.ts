export { stopSandbox } from "../../sandbox/stop.ts";
