import { Flags } from "@oclif/core";

import type { LoginResult } from "../actions/keep-key.ts";
import { MicroCommand } from "../command.ts";
import { chooseLogin } from "../login-ways.ts";
import { out } from "../output/colours.ts";

export default class Login extends MicroCommand {
  static override summary = "Log in, and keep a test key.";
  static override description =
    "It opens a page where you approve the code that it shows; without a browser it asks for email and password. The key, the email and the sandbox's URL go to ~/.micro.yaml, which only you can read. The password is not kept. Where a key is in MICRO_API_KEY, as in CI, no login is needed.";
  static override examples = [
    { description: "In the browser", command: "<%= config.bin %> login" },
    { description: "Shows where to go, and opens nothing", command: "<%= config.bin %> login --no-browser" },
    {
      description: "Asks for email and password, and offers to register",
      command: "<%= config.bin %> login --interactive",
    },
    {
      description: "In a script, without a terminal",
      command: "echo $PASSWORD | <%= config.bin %> login --email you@example.com --password-stdin --register",
    },
  ];
  static override enableJsonFlag = true;
  static override flags = {
    interactive: Flags.boolean({ char: "i", description: "ask for email and password" }),
    "no-browser": Flags.boolean({
      exclusive: ["interactive"],
      description: "show the page's address and do not open it",
    }),
    email: Flags.string({ helpValue: "EMAIL", description: "email; asked for unless given" }),
    "password-stdin": Flags.boolean({ description: "read the password from stdin" }),
    register: Flags.boolean({ description: "register the email if it is not known yet" }),
  };

  async run(): Promise<LoginResult> {
    const { flags } = await this.parse(Login);
    const result = await chooseLogin(this.connection(flags), flags);
    this.log(`${out.green("✓")} ${result.registered ? "Registered and logged in" : "Logged in"} as ${result.email}.`);
    this.log(`  A test key (${result.truncated_key}) for ${result.base_url} is kept in ${result.kept_in}.`);
    return result;
  }
}
