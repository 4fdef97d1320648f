export * from "./shared.ts";
export { createClient } from "./client.ts";
