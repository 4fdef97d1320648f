import type { Plugin } from "rolldown";

import { bundleScript } from "../../packages/sandbox/src/surfaces/stripe-js/bundle-script.ts";

/** Puts the script for browsers, bundled by itself, in the place of the module that bundles it. */
export const browserScript: Plugin = {
  name: "browser-script",
  load: async (id) =>
    /surfaces[\\/]stripe-js[\\/]bundle-script\.ts$/.test(id)
      ? `export const bundleScript = async () => ${JSON.stringify(await bundleScript())};`
      : undefined,
};
