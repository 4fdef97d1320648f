import { clientSecretOf } from "../../platform/client-secret.ts";
import type { Platform } from "../../platform/context.ts";

/** Where a document is downloaded. */
export const pdfUrl = (
  { secrets, baseUrl }: Pick<Platform, "secrets" | "baseUrl">,
  kind: "credit_note" | "quote",
  owner: { id: string; realm: number },
): string => `${baseUrl()}/${kind}/${clientSecretOf(secrets, owner)}/pdf`;
