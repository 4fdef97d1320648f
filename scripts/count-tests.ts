import { describeCount, readReports } from "./reports.ts";

// Continuous integration reads the last line.
const count = readReports(["unit", "flows", "long"]);
console.log(describeCount(count));
if (count.failed > 0) process.exitCode = 1;
