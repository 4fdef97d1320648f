import type { LoadPlan, LoadResult } from "./calls.ts";
import { openConnection } from "./connection.ts";

const idInAnswer = /"id":"(\w+)"/;
let drawn = 0;

/** Sends the requests of a plan over its connections, each as soon as the one before is answered. */
export async function runPlan(plan: LoadPlan): Promise<LoadResult> {
  const keys = plan.idempotent ? plan.paths.map(() => `bench-${process.pid}-${(drawn += 1)}`) : [];
  const requests = plan.paths.map((path, index) => writeRequest(plan, path, keys[index]));
  const connections = await Promise.all(Array.from({ length: plan.connections }, () => openConnection(plan.port)));
  const ids: string[] = [];
  let next = 0;
  const startedAt = performance.now();
  await Promise.all(
    connections.map(async (connection) => {
      for (let request = requests[next++]; request !== undefined; request = requests[next++]) {
        const answer = await connection.send(request);
        if (plan.collect) ids.push(idInAnswer.exec(answer)?.[1] ?? "");
      }
    }),
  );
  const elapsedMs = performance.now() - startedAt;
  for (const connection of connections) connection.close();
  return { elapsedMs, ids, keys: plan.collect ? keys : [] };
}

function writeRequest(
  { method, port, headers, body, contentType = "application/json" }: LoadPlan,
  path: string,
  key?: string,
): string {
  const lines = [
    `${method} ${path} HTTP/1.1`,
    `host: 127.0.0.1:${port}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ];
  if (key !== undefined) lines.push(`idempotency-key: ${key}`);
  if (body !== undefined) lines.push(`content-type: ${contentType}`, `content-length: ${body.length}`);
  return `${lines.join("\r\n")}\r\n\r\n${body ?? ""}`;
}
