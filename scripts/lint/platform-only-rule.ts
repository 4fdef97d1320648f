import { type Rule, isTest, pathOf } from "./rule.ts";

const members = new Set(["Date.now", "Math.random", "crypto.randomUUID", "crypto.getRandomValues"]);
const timers = new Set(["setTimeout", "setInterval", "setImmediate"]);
const timerModules = new Set(["node:timers", "node:timers/promises"]);
const cryptoChance = new Set(["randomUUID", "randomBytes", "randomInt", "getRandomValues"]);

/** Time, ids and chance come from `platform/`, so that a test can freeze and seed them. */
export const platformOnly: Rule = {
  create(context) {
    const path = pathOf(context);
    if (isTest(path) || !path.startsWith("packages/sandbox/src/")) return {};
    if (path.startsWith("packages/sandbox/src/platform/")) return {};

    const report = (node: { range: [number, number] }, name: string) =>
      context.report({ node, message: `${name} is for platform/ only. Take time, ids and chance from the context.` });
    return {
      MemberExpression(node) {
        const { object, property } = node;
        if (object.type !== "Identifier" || property.type !== "Identifier" || node.computed) return;
        const name = `${object.name}.${property.name}`;
        const isTimer = object.name === "globalThis" && timers.has(property.name);
        if (isTimer || members.has(name)) report(node, name);
      },
      NewExpression(node) {
        const { callee } = node;
        if (node.arguments.length > 0 || callee.type !== "Identifier") return;
        if (callee.name === "Date") report(node, "new Date()");
      },
      CallExpression(node) {
        const { callee } = node;
        if (callee.type === "Identifier" && timers.has(callee.name)) report(node, callee.name);
      },
      ImportDeclaration(node) {
        if (timerModules.has(node.source.value)) report(node, node.source.value);
        if (node.source.value !== "node:crypto") return;
        for (const specifier of node.specifiers) {
          if (specifier.type !== "ImportSpecifier" || specifier.imported.type !== "Identifier") continue;
          if (cryptoChance.has(specifier.imported.name)) report(specifier, specifier.imported.name);
        }
      },
    };
  },
};
