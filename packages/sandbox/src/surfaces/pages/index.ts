import type { FastifyInstance } from "fastify";

import type { SiteOf } from "../../gateway/app.ts";
import { acceptForms, mountPageStyle } from "../../gateway/page.ts";
import type { Caller } from "../../gateway/call-from-page.ts";
import { mountDevicePage } from "./device.ts";
import { mountMailPages } from "./mail-links.ts";
import { mountReference } from "./reference.ts";
import { mountDoor } from "./session.ts";

/** Mounts the pages for people: the door, approving a device, the links of mails, the reference of the API. */
export function mountPages(app: FastifyInstance, siteOf: SiteOf<Caller>): void {
  mountPageStyle(app);
  mountReference(app);
  mountDoor(app, siteOf);
  void app.register((scope, _options, done) => {
    acceptForms(scope);
    mountDevicePage(scope, siteOf);
    mountMailPages(scope, siteOf);
    done();
  });
}
