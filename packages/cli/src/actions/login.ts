import { ApiError, type Client } from "@micro/sdk";

import { Abort } from "../abort.ts";
import type { Connection } from "../config/connection.ts";
import { openAnonymously } from "./client.ts";
import { keepKey, type LoginResult } from "./keep-key.ts";

/** Who logs in, and what to ask when something is missing. */
export interface LoginRequest {
  /** Called once the sandbox is known to answer. */
  email: () => Promise<string>;
  password: () => Promise<string>;
  /** Whether to register an unknown user; `ask` asks at the terminal. */
  register: boolean | ((email: string) => Promise<boolean>);
}

/** Logs in, fetches a test key and keeps it in the profile. */
export async function login(connection: Connection, request: LoginRequest): Promise<LoginResult> {
  await using client = openAnonymously(connection);
  await client.sandbox.health();
  const email = await request.email();
  const credentials = { email, password: await request.password() };
  const { session, registered } = await openSession(client, credentials, request.register);

  return await keepKey(client, connection, session, registered);
}

interface Credentials {
  email: string;
  password: string;
}

async function openSession(client: Client, credentials: Credentials, register: LoginRequest["register"]) {
  const { email } = credentials;
  try {
    return { session: await client.auth.login(credentials), registered: false };
  } catch (error) {
    if (!isCode(error, "login_failed")) throw error;
    const wanted = typeof register === "boolean" ? register : await register(email);
    if (!wanted) {
      throw new Abort(
        "The email or the password is wrong.",
        "Check both, or register this email with micro login --register.",
        {
          cause: error,
        },
      );
    }
  }
  try {
    await client.auth.register(credentials);
  } catch (error) {
    if (!isCode(error, "email_taken")) throw error;
    throw new Abort(
      `${email} is registered already, with another password.`,
      "Run micro login again with the right one.",
      {
        cause: error,
      },
    );
  }
  return { session: await client.auth.login(credentials), registered: true };
}

const isCode = (error: unknown, code: ApiError["code"]): error is ApiError =>
  error instanceof ApiError && error.code === code;
