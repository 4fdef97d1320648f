import { clientSecretOf } from "../../../platform/client-secret.ts";
import type { Platform } from "../../../platform/context.ts";

/** The page where an invoice is shown and paid. */
export const invoicePageUrl = (
  { secrets, baseUrl }: Pick<Platform, "secrets" | "baseUrl">,
  invoice: { id: string; realm: number },
): string => `${baseUrl()}/invoice/${clientSecretOf(secrets, invoice)}`;
