import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

import { rolldown } from "rolldown";
import { onTestFinished } from "vitest";

const pages = join(import.meta.dirname, "../../browser/shop");

/** The code of a shop's page, as its bundler makes it. */
async function bundlePage(name: string): Promise<string> {
  const build = await rolldown({
    input: join(pages, name),
    platform: "browser",
    transform: { define: { "process.env.NODE_ENV": '"production"' } },
  });
  const { output } = await build.generate({ format: "esm" });
  await build.close();
  return output[0].code;
}

const bundled = new Map<string, Promise<string>>();

/** Starts the site of a shop: what is in `browser/shop/` are its pages, any other path says what it is. */
export async function startShop(): Promise<string> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(`http://shop${request.url}`);
    const [, name = "", isCode] =
      /^\/(plain\.ts|card\.tsx|checkout\.tsx|two-step\.tsx|embedded\.tsx)(\.js)?$/.exec(pathname) ?? [];
    response.setHeader("content-type", isCode ? "text/javascript" : "text/html");
    if (!name) return void response.end(`<title>done</title><h1>${pathname}</h1>`);
    if (!isCode) {
      return void response.end(
        `<!doctype html><div id="root"></div><div id="one"></div><div id="two"></div><div id="three"></div>` +
          `<script type="module" src="/${name}.js"></script>`,
      );
    }
    let code = bundled.get(name);
    if (!code) bundled.set(name, (code = bundlePage(name)));
    code.then(
      (text) => response.end(text),
      (cause: unknown) => response.destroy(cause instanceof Error ? cause : undefined),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return `http://localhost:${(server.address() as AddressInfo).port}`;
}
