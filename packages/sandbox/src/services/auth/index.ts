export { createApiKeyUses, type ApiKeyUses } from "./api-key-uses.ts";
export { changePassword } from "./change-password.ts";
export {
  accountCreated,
  actFor,
  closeConnected,
  findConnected,
  findPlatform,
  findPlatformOf,
  isConnected,
  listConnectedRealms,
  openConnected,
} from "./connected-account.ts";
export { createApiKey } from "./create-api-key.ts";
export { createDeviceCode } from "./device-code.ts";
export { decideDevice, lookUpDevice } from "./device-decision.ts";
export { exchangeDeviceCode } from "./device-token.ts";
export { onKeysEnded } from "./ended-keys.ts";
export { forgotPassword } from "./forgot-password.ts";
export { forgetKnownKeys } from "./known-keys.ts";
export { listApiKeys } from "./list-api-keys.ts";
export { listAuditEntries } from "./list-audit-entries.ts";
export { login } from "./login.ts";
export { logout } from "./logout.ts";
export { type MailToken } from "./mail-token.ts";
export { authMailJob, findMail, mailLink } from "./mail.ts";
export { deleteMe, me, updateMe } from "./me.ts";
export { getMember, listMembers, removeMember, updateMember } from "./members.ts";
export { findOwner } from "./open-account.ts";
export { openAccountWithKey, openDefaultAccount, type DefaultAccount } from "./open-default-account.ts";
export { createPageSession, findVisitor, openPageSession } from "./page-session.ts";
export { publishableKeyOf, verifyPublishableKey } from "./publishable-key.ts";
export { refresh } from "./refresh.ts";
export { register } from "./register.ts";
export { resetPassword } from "./reset-password.ts";
export { revokeApiKey } from "./revoke-api-key.ts";
export { assertHolds } from "./roles.ts";
export { rollApiKey } from "./roll-api-key.ts";
export { listSessions, revokeSession } from "./sessions.ts";
export { listPublicKeys, rotateKeysJob, rotateKeysOnSchedule } from "./signing-key.ts";
export { listSigningKeys, rotateSigningKeys } from "./signing-keys.ts";
export { authSchema } from "./tables.ts";
export { verifyToken } from "./token.ts";
export { verifyApiKey } from "./verify-api-key.ts";
export { verifyClientSecret } from "./verify-client-secret.ts";
export { requestVerification, verifyEmail } from "./verify-email.ts";
export { whoami } from "./whoami.ts";
