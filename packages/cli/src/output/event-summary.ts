import { assets, formatAmount, type Asset } from "@micro/sdk";

const isAsset = (code: unknown): code is Asset => typeof code === "string" && Object.hasOwn(assets, code);

/** What an object is about in few words: its amount, its status, its id, as far as it has them. */
export function summaryOf(object: object): string {
  const { id, status, total, amount = total, currency, email, url, name } = object as Readonly<Record<string, unknown>>;
  const money = typeof amount === "number" && isAsset(currency) ? formatAmount(amount, currency) : undefined;
  const words = [money, status, email ?? url ?? name, id];
  return words.filter((word) => typeof word === "string" && word !== "").join("  ");
}
