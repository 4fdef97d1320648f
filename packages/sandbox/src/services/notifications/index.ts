export { createNotification, sendJob } from "./create-notification.ts";
export { clearInbox, deleteMessage, getMessage, listInbox, waitForMessage } from "./inbox.ts";
export { getNotification, listNotifications } from "./read-notifications.ts";
export { sendAuthMail } from "./send-auth-mail.ts";
export { sendInvoiceMail } from "./send-invoice-mail.ts";
export { sendNotification } from "./send-notification.ts";
export { notificationSchema } from "./tables.ts";
