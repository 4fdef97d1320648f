import { limits } from "../platform/limits.ts";

const visible = /^[\x21-\x7e]+$/;

/** Whether a caller's own name for a request can be kept and sent back: up to 128 visible characters. */
export const isExternalId = (text: string) => text.length <= limits.externalRequestIdCharsMax && visible.test(text);
