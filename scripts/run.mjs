// The way into every script: `node scripts/run.mjs [--build] <script> [arguments]` sets up what is missing, then runs the
// script on the Node that the repository pins. Written so that any Node with modules can read it and be told its age.
const oldest = 20;

if (Number(process.versions.node.split(".")[0]) < oldest) {
  console.error(
    `Setting up needs Node ${oldest} or newer, and this is ${process.version}: ` +
      "install a newer one from https://nodejs.org, then run the command again.",
  );
  process.exitCode = 1;
} else {
  void import("./set-up/main.mjs").then(({ main }) => main(process.argv.slice(2)));
}
