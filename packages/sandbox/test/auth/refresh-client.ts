/** One of many processes that hold the same refresh token: it waits for a line, refreshes, and prints what it got. */
import { once } from "node:events";

const [url = "", token = ""] = process.argv.slice(2);
process.stdout.write("ready\n");
await once(process.stdin, "data");
const answer = await fetch(`${url}/auth/refresh`, {
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ refresh_token: token }),
});
process.stdout.write(JSON.stringify({ status: answer.status, body: await answer.json() }));
process.stdin.destroy();
