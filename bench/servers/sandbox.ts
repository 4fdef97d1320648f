import { createSandbox, type Sandbox } from "@micro/sandbox";

import { serve } from "./serve.ts";

let sandbox: Sandbox | undefined;

serve(
  async ({ file }) => {
    sandbox = await createSandbox({ file, logLevel: "silent" });
    const { port, url, apiKey } = sandbox;
    return { port, url, apiKey };
  },
  () => sandbox?.close() ?? Promise.resolve(),
);
