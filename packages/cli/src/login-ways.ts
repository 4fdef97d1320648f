import { deviceLogin } from "./actions/device-login.ts";
import { environmentLogin } from "./actions/environment-login.ts";
import type { LoginResult } from "./actions/keep-key.ts";
import { login } from "./actions/login.ts";
import { hasBrowser } from "./actions/open-browser.ts";
import type { Connection } from "./config/connection.ts";
import { showCode } from "./output/device.ts";
import { askSecret, askText, askWhether, isInteractive, readStdin } from "./output/prompt.ts";

/** How somebody wants to log in. */
interface LoginFlags {
  interactive: boolean;
  "no-browser": boolean;
  email?: string | undefined;
  "password-stdin": boolean;
  register: boolean;
}

/**
 * Logs in the way that fits: with email and password when any of their flags is given, with the key of the environment if
 * there is one, by a page when a browser is at hand or its address is wanted, and else by asking.
 */
export function chooseLogin(connection: Connection, flags: LoginFlags): Promise<LoginResult> {
  const byPassword = flags.interactive || flags.register || flags["password-stdin"] || flags.email !== undefined;
  if (byPassword) return passwordLogin(connection, flags);
  if (flags["no-browser"]) return deviceLogin(connection, (code) => showCode(code, false));
  if (connection.apiKey?.source === "environment") return environmentLogin(connection);
  // Without a terminal there is nobody to look at a page.
  if (isInteractive() && hasBrowser()) return deviceLogin(connection, (code) => showCode(code, true));
  return passwordLogin(connection, flags);
}

function passwordLogin(connection: Connection, flags: LoginFlags): Promise<LoginResult> {
  const { email } = flags;
  return login(connection, {
    email: async () => email ?? (await askText("Email", "--email")),
    password: () => (flags["password-stdin"] ? readStdin() : askSecret("Password", "--password-stdin")),
    register: flags.register || (isInteractive() && askToRegister),
  });
}

const askToRegister = (email: string) =>
  askWhether(`There is no login with this email and password. Register ${email}?`, "--register");
