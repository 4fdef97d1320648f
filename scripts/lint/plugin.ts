import { importTable } from "./import-table-rule.ts";
import { platformOnly } from "./platform-only-rule.ts";
import type { Rule } from "./rule.ts";

const rules: Record<string, Rule> = { "import-table": importTable, "platform-only": platformOnly };

export default { meta: { name: "micro" }, rules };
