import { logout } from "../actions/logout.ts";
import { MicroCommand } from "../command.ts";
import { describeProfile } from "../config/profiles.ts";
import { out } from "../output/colours.ts";

export default class Logout extends MicroCommand {
  static override summary = "Forget the key that login kept.";
  static override description =
    "The key is removed from this machine only: the sandbox accepts it until it is revoked.";
  static override examples = ["<%= config.bin %> logout", "<%= config.bin %> logout -p staging"];
  static override enableJsonFlag = true;

  async run(): Promise<{ forgotten: boolean; email: string | null; kept_in: string }> {
    const { flags } = await this.parse(Logout);
    const profile = this.profile(flags);
    const forgotten = await logout(profile);
    const where = describeProfile(profile);
    if (forgotten === undefined) {
      this.log(`Nobody is logged in: ${where} holds no key.`);
      return { forgotten: false, email: null, kept_in: where };
    }
    this.log(`${out.green("✓")} Forgot the key of ${forgotten.email ?? "the login"} in ${where}.`);
    this.log("  The sandbox still accepts the key itself until it is revoked.");
    return { forgotten: true, ...forgotten };
  }
}
