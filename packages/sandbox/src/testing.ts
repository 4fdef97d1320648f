export { createTestSandbox, type TestSandbox } from "./testing/create-test-sandbox.ts";
export type { TestAccount, TestView } from "./testing/test-account.ts";
export type { TestClockOption, TestSandboxOptions } from "./testing/options.ts";
export type { TestRequest } from "./testing/dispatch.ts";
export type { ReceivedWebhook, TestWebhooks, WebhookAnswer } from "./testing/receiver.ts";
export { openSandboxes, type OpenSandbox } from "./testing/registry.ts";
