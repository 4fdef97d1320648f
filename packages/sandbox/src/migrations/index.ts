import { idempotencySchema } from "../gateway/idempotency.ts";
import { requestLogSchema } from "../gateway/request-log.ts";
import { imageOfSchema } from "../platform/db/image.ts";
import { schemaOf, type Migration } from "../platform/db/migrate.ts";
import { faultSchema } from "../platform/fault-store.ts";
import { outboxSchema } from "../platform/outbox/tables.ts";
import { queueSchema } from "../platform/queue/tables.ts";
import { authSchema } from "../services/auth/index.ts";
import { balanceSchema } from "../services/balance/index.ts";
import { billingSchema } from "../services/billing/index.ts";
import { checkoutSchema } from "../services/checkout/index.ts";
import { connectSchema } from "../services/connect/index.ts";
import { customerSchema } from "../services/customers/index.ts";
import { ledgerSchema } from "../services/ledger/index.ts";
import { notificationSchema } from "../services/notifications/index.ts";
import { paymentSchema } from "../services/payments/index.ts";
import { productSchema } from "../services/products/index.ts";
import { settingsSchema } from "../services/settings/index.ts";
import { webhookSchema } from "../services/webhooks/index.ts";

/** Every step of the schema, oldest first. Only ever added to: a released step stays as it was. */
export const migrations: readonly Migration[] = [
  {
    name: "begin",
    sql: [
      "CREATE TABLE sandbox (id INTEGER PRIMARY KEY CHECK (id = 1), secret BLOB NOT NULL, boots INTEGER NOT NULL, history TEXT NOT NULL, frozen_at_ms INTEGER, offset_ms INTEGER NOT NULL)",
      outboxSchema,
      queueSchema,
      faultSchema,
      idempotencySchema,
      requestLogSchema,
      authSchema,
      settingsSchema,
      customerSchema,
      productSchema,
      balanceSchema,
      connectSchema,
      paymentSchema,
      billingSchema,
      checkoutSchema,
      ledgerSchema,
      webhookSchema,
      notificationSchema,
    ].join(";\n"),
  },
];

let image: Buffer | undefined;

/** A database that has the newest schema and nothing else: made once in a process, since a copy costs a tenth of it. */
export const emptyImage = (): Buffer => (image ??= imageOfSchema(schemaOf(migrations)));
