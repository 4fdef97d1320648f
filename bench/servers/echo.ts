import { listenBare, serve } from "./serve.ts";

// The least that a JSON server in Node can do: parse what comes, write it back.
serve(() => listenBare((request, body) => JSON.stringify(body === "" ? { url: request.url } : JSON.parse(body))));
