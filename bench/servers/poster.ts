import { Pool } from "undici";

import { answerCalls } from "../harness/answer-calls.ts";
import type { PosterCalls } from "./poster-calls.ts";

// Bare undici: the same bytes, over as many connections, and nothing else.
answerCalls<PosterCalls>({
  post: async ({ url, count, connections, sample }) => {
    const { origin, pathname } = new URL(url);
    const pool = new Pool(origin, { connections, pipelining: 1 });
    const unwanted = new Set(["host", "connection", "content-length", "transfer-encoding"]);
    const headers = Object.fromEntries(Object.entries(sample.headers).filter(([name]) => !unwanted.has(name)));
    let sent = 0;
    const work = async () => {
      while (sent < count) {
        sent += 1;
        const answer = await pool.request({ path: pathname, method: "POST", headers, body: sample.body });
        await answer.body.dump();
      }
    };
    await Promise.all(Array.from({ length: connections }, work));
    await pool.close();
    return null;
  },
});
