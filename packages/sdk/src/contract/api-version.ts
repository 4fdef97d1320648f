/** The version of the API that this contract describes, as events and the documentation name it. */
export const apiVersion = "2026-11-20";
