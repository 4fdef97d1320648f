import type { FastifyInstance } from "fastify";

import { acceptForms, mountPageStyle } from "../../gateway/page.ts";
import type { Caller } from "./call.ts";
import { mountDevicePage } from "./device.ts";
import { mountMailPages } from "./mail-links.ts";
import { mountReference } from "./reference.ts";

/** Mounts the pages for people: approving a device, the links of mails, the reference of the API. */
export function mountPages(app: FastifyInstance, caller: Caller): void {
  mountPageStyle(app);
  mountReference(app);
  void app.register((scope, _options, done) => {
    acceptForms(scope);
    mountDevicePage(scope, caller);
    mountMailPages(scope, caller);
    done();
  });
}
