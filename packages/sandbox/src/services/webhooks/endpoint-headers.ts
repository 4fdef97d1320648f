import { DomainError } from "../../platform/errors.ts";

/** Headers that belong to the delivery, the connection or the signature. */
const reserved =
  /^(?:host|connection|content-.*|date|expect|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|user-agent|webhook-.*|stripe-signature)$/i;
const valueForm = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Refuses headers that an endpoint may not add to its deliveries. */
export function assertHeaders(headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) {
    const param = `headers.${name}`;
    if (reserved.test(name)) {
      throw new DomainError("parameter_invalid", {
        message: `The header '${name}' belongs to the delivery itself.`,
        param,
      });
    }
    if (!valueForm.test(value)) {
      throw new DomainError("parameter_invalid", {
        message: `The value of the header '${name}' has characters that no header may have.`,
        param,
      });
    }
  }
}
