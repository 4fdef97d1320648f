import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));
/** What scripts leave behind for the next run. Inside of `node_modules`, so that deleting that folder starts afresh. */
export const cache = join(root, "node_modules", ".cache", "micro");
/** The Node that the repository installs for itself, whatever the machine has. */
export const pinnedNode = join(root, "node_modules", "node", "bin", process.platform === "win32" ? "node.exe" : "node");
