import { findImportFault } from "./import-table.ts";
import { type Rule, isTest, pathOf } from "./rule.ts";

/** Holds every import, re-export and dynamic import against the import table. */
export const importTable: Rule = {
  create(context) {
    const importer = pathOf(context);
    if (isTest(importer)) return {};
    const check = (source: { value: string; range: [number, number] } | null) => {
      const message = source && findImportFault(importer, source.value);
      if (message) context.report({ message, node: source });
    };
    return {
      ImportDeclaration: ({ source }) => check(source),
      ExportNamedDeclaration: ({ source }) => check(source),
      ExportAllDeclaration: ({ source }) => check(source),
      TSImportType: ({ source }) => check(source),
      ImportExpression({ source }) {
        if (source.type === "Literal" && typeof source.value === "string") check(source);
      },
    };
  },
};
