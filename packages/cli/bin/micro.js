#!/usr/bin/env node
// CommonJS in the oldest syntax, so that any Node can read it and say that it is too old.
"use strict";

var fs = require("fs");
var os = require("os");
var path = require("path");
var packageJson = require("../package.json");

var required = packageJson.engines.node.replace(">=", "").split(".");
var actual = process.versions.node.split(".");
var tooOld = +actual[0] < +required[0] || (+actual[0] === +required[0] && +actual[1] < +required[1]);
var first = process.argv[2];

if (tooOld) {
  console.error(
    "micro needs Node " + required.join(".") + " or newer; this is Node " + process.versions.node +
      ". Install a newer one from https://nodejs.org and try again."
  );
  process.exitCode = 2;
} else if (first === "--version" || first === "-v") {
  console.log("micro " + packageJson.version);
} else if (!hasHome()) {
  console.error(
    "micro does not know your home folder: HOME is not set, and the system has none for this user. " +
      "Set it to a folder that you may write to, as in HOME=/tmp/me micro " + (first || "--help") + "."
  );
  process.exitCode = 2;
} else {
  require("module").enableCompileCache();
  require("../" + newestBuild() + "/main.js").main(process.argv.slice(2));
}

// Of a user that the system has no entry for, as in a container, it is unknown; what is loaded next would crash over it.
function hasHome() {
  try {
    return os.homedir() !== "";
  } catch (error) {
    return false;
  }
}

// Where the sources are, they may have been compiled again since they were bundled.
function newestBuild() {
  var root = path.join(__dirname, "..");
  if (!fs.existsSync(path.join(root, "src"))) return "lib";
  var bundled = changedAt(path.join(root, "lib", "help.json"));
  var isOld = ["cli", "sandbox", "sdk"].some(function (name) {
    return changedAt(path.join(root, "..", name, "dist", ".tsbuildinfo")) > bundled;
  });
  return isOld ? "dist" : "lib";
}

function changedAt(file) {
  var stat = fs.statSync(file, { throwIfNoEntry: false });
  return stat === undefined ? 0 : stat.mtimeMs;
}
