import { openSameRows } from "./same-rows.ts";
import { listenBare, serve } from "./serve.ts";

const path = /^\/payments\/payment_intents(?:\/(\w+))?(\/confirm)?/;

// The sandbox's durable work without the sandbox: bare HTTP and prepared statements, on a copy of its file.
serve(({ file }) => {
  const rows = openSameRows(file);
  return listenBare((request, body) => {
    const [, id] = path.exec(request.url ?? "") ?? [];
    if (request.method === "GET") return JSON.stringify(id === undefined ? rows.list(11) : rows.read(id));
    JSON.parse(body);
    const key = String(request.headers["idempotency-key"]);
    return id === undefined ? rows.create(key) : rows.confirm(id, key);
  });
});
