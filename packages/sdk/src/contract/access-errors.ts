import { credentials, forbidden } from "./error-entry.ts";

/** What is wrong with the caller's credentials, or forbidden to them. */
export const accessErrors = {
  // Credentials
  credentials_missing: credentials(
    "No credentials were sent.",
    "Send `Authorization: Bearer sk_test_…`; `micro whoami` shows the key in use.",
  ),
  api_key_malformed: credentials("The API key is malformed: its checksum does not fit.", "Copy the key again, whole."),
  api_key_invalid: credentials(
    "The API key is unknown to this sandbox.",
    "Use the key that `micro sandbox status` prints, or run `micro login`.",
  ),
  api_key_expired: credentials("The API key has expired.", "Create a new one with POST /auth/api_keys."),
  api_key_revoked: credentials("The API key was revoked.", "Create a new one with POST /auth/api_keys."),
  token_invalid: credentials("The session token is not valid.", "Log in again: POST /auth/login."),
  token_expired: credentials("The session token has expired.", "Get a new one: POST /auth/refresh, or log in again."),
  page_session_missing: credentials(
    "This browser was not let in.",
    "Type `micro open dashboard` in the terminal, then load the page again. Programs send `Authorization: Bearer sk_test_…`.",
  ),
  session_required: credentials(
    "This operation takes the token of a session, not an API key.",
    "Log in with POST /auth/login and send the token as Bearer.",
  ),
  api_key_required: credentials(
    "This operation takes an API key, not the token of a session.",
    "Create a key with POST /auth/api_keys and send it as Bearer.",
  ),
  client_secret_required: credentials(
    "This operation takes the client secret of an intent, a session or a link.",
    "Send the secret at the end of the page's URL as Bearer.",
  ),
  client_secret_mismatch: {
    status: 400,
    type: "invalid_request_error",
    message: "The client secret is not the one of this intent.",
    hint: "Send the `client_secret` of the intent that `id` names, and a key of its account and mode.",
  },
  client_secret_invalid: credentials(
    "The client secret is not one of this sandbox.",
    "Read the resource again: the secret may come from before a reset.",
  ),
  login_failed: credentials("The email or the password is wrong.", "Check both, or register: POST /auth/register."),
  refresh_token_invalid: credentials(
    "The refresh token is unknown, used or expired.",
    "Log in again: POST /auth/login.",
  ),

  // Permission
  role_insufficient: forbidden("Your role in this account does not allow this.", "Ask an owner of the account."),
  email_unverified: forbidden(
    "The email address is not verified yet.",
    "Follow the link in the mail: `GET /sandbox/inbox` has it.",
  ),
  scope_missing: forbidden(
    "The key does not have the scope that this operation needs.",
    "Use a key that has it, or one without restrictions.",
  ),
  secret_key_required: forbidden("A publishable key may not do this.", "Use a secret key, from a server: `sk_test_…`."),
  sandbox_account_required: forbidden(
    "This concerns the whole sandbox, and only its own account may do it.",
    "Use the key that `micro sandbox status` shows.",
  ),
  mode_forbidden: forbidden("The key's mode does not allow this.", "Use a key of the other mode."),
  account_invalid: forbidden(
    "These credentials cannot act for that account.",
    "Name an account that the platform has opened in this mode and has not parted from.",
  ),
  host_forbidden: forbidden("The Host header names another machine.", "Call the sandbox as 127.0.0.1 or localhost."),
  origin_forbidden: forbidden(
    "A web page of another origin may not call the sandbox.",
    "Call it from your server, not from a page.",
  ),
} as const;
