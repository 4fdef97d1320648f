import { verify } from "./checks.ts";

process.exitCode = (await verify()) ? 0 : 1;
