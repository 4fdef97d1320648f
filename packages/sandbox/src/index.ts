export type { SandboxOptions } from "./config.ts";
export type { EgressMode } from "./dispatch/address-policy.ts";
export { examineFile } from "./open-file.ts";
export { createSandbox, type Sandbox } from "./sandbox.ts";
export { SandboxStartError, type StartErrorCode } from "./start-error.ts";
export { version } from "./version.ts";
