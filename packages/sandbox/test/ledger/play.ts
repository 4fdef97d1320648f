import type { LedgerTransaction } from "@micro/sdk/contract";
import { expect } from "vitest";

import type { Context } from "../../src/platform/context.ts";
import { DomainError } from "../../src/platform/errors.ts";
import {
  closeAccount,
  createAccount,
  createTransaction,
  postTransaction,
  reopenAccount,
  reverseTransaction,
  updateAccount,
  voidTransaction,
} from "../../src/services/ledger/index.ts";
import type { Command } from "./commands.ts";
import { Model, type ModelLine, type ModelTransaction } from "./model.ts";
import type { Workbench } from "./workbench.ts";

type Sent = Parameters<typeof createTransaction>[1];

/** Plays a history on the real ledger and the model at once; they must agree on what is accepted. */
export class Player {
  readonly model = new Model();
  readonly #bench: Workbench;
  readonly #realm: number;
  readonly #sent: { input: Sent; answer: LedgerTransaction | DomainError }[] = [];
  #count = 0;

  constructor(bench: Workbench, realm: number) {
    this.#bench = bench;
    this.#realm = realm;
  }

  /** Plays one step; answers whether it was accepted. */
  async play(command: Command): Promise<boolean> {
    switch (command.do) {
      case "open":
        return this.#open(command);
      case "record":
        return this.#record(command);
      case "repeat":
        return this.#repeat(command.which);
      case "post":
        return this.#post(command.which, command.percent);
      case "void":
        return this.#void(command.which);
      case "reverse":
        return this.#reverse(command.which);
      case "close":
      case "reopen":
        return this.#close(command.which, command.do === "close");
      case "rename":
        return this.#rename(command.which, command.like);
      case "advance":
        await this.#bench.advance(command.seconds);
        this.model.expire(this.#bench.now());
        return true;
    }
  }

  async #open({ type, currency, min, max }: Extract<Command, { do: "open" }>): Promise<boolean> {
    const limits = min === null ? { allow_negative: true } : { min_balance: min };
    const name = `account ${++this.#count}`;
    const account = await this.#run((ctx) =>
      createAccount(ctx, {
        name,
        type,
        ...limits,
        ...(currency !== null && { currency }),
        ...(max !== null && { max_balance: max }),
      }),
    );
    if (account instanceof DomainError) throw account;
    const [least, greatest] = [min === null ? null : BigInt(min), max === null ? null : BigInt(max)];
    this.model.accounts.push({ id: account.id, name, type, currency, min: least, max: greatest, isClosed: false });
    return true;
  }

  async #record(command: Extract<Command, { do: "record" }>): Promise<boolean> {
    const { legs, pending, expiresIn, dated, skew } = command;
    const lines = legs.flatMap(({ from, to, amount, currency }) => [
      { account: pick(this.model.accounts, to)!, currency, amount: BigInt(amount) },
      { account: pick(this.model.accounts, from)!, currency, amount: -BigInt(amount) },
    ]);
    lines[0]!.amount += BigInt(skew);
    const input: Sent = {
      reference_id: `reference ${++this.#count}`,
      entries: lines.map(({ account, currency, amount }) => ({
        account_id: account.id,
        currency,
        amount: Number(amount),
      })),
      ...(pending && { pending }),
      ...(pending && expiresIn !== null && { expires_in_s: expiresIn }),
      ...(dated !== null && { effective_at: this.#bench.now() + dated }),
    };
    const isRepresentable = lines.every(({ amount }) => Number.isSafeInteger(Number(amount)));
    const isExpected = isRepresentable && this.model.apply(lines, pending);
    if (!isRepresentable) return false;
    const answer = await this.#run((ctx) => createTransaction(ctx, input));
    expect(!(answer instanceof DomainError), describe(answer)).toBe(isExpected);
    this.#sent.push({ input, answer });
    if (answer instanceof DomainError) return false;
    this.#keep(answer, lines, pending);
    return true;
  }

  #keep({ id, status, expires_at: expiresAt }: LedgerTransaction, lines: ModelLine[], pending: boolean): void {
    this.model.transactions.push({ id, status, lines, posted: pending ? [] : lines, expiresAt, isReversed: false });
  }

  /** The same again answers the first, or fails as it did; it never does anything. */
  async #repeat(index: number): Promise<boolean> {
    const earlier = pick(this.#sent, index);
    if (!earlier) return false;
    const { input, answer } = earlier;
    const again = await this.#run((ctx) => createTransaction(ctx, input));
    if (answer instanceof DomainError) expect(again).toMatchObject({ code: answer.code });
    else expect(again).toMatchObject({ id: answer.id });
    return false;
  }

  async #post(index: number, percent: number | null): Promise<boolean> {
    const target = pick(this.model.transactions, index);
    if (!target) return false;
    const debits = target.lines.filter(({ amount }) => amount > 0n);
    const total = debits.reduce((sum, { amount }) => sum + amount, 0n);
    const amount = percent === null ? undefined : (total * BigInt(percent)) / 100n;
    if (amount !== undefined && (amount < 1n || amount > BigInt(Number.MAX_SAFE_INTEGER))) return false;
    const posted = amount === undefined ? target.lines : divide(target, amount, total);
    const isExpected = target.status === "pending" && posted !== undefined;
    const input = { id: target.id, ...(amount !== undefined && { amount: Number(amount) }) };
    const answer = await this.#run((ctx) => postTransaction(ctx, input));
    expect(!(answer instanceof DomainError), describe(answer)).toBe(isExpected);
    if (posted && isExpected) this.model.resolve(target, "posted", posted);
    return isExpected;
  }

  async #void(index: number): Promise<boolean> {
    const target = pick(this.model.transactions, index);
    if (!target) return false;
    const answer = await this.#run((ctx) => voidTransaction(ctx, { id: target.id }));
    const isExpected = target.status === "pending";
    expect(!(answer instanceof DomainError), describe(answer)).toBe(isExpected);
    if (isExpected) this.model.resolve(target, "voided", []);
    return isExpected;
  }

  async #reverse(index: number): Promise<boolean> {
    const target = pick(this.model.transactions, index);
    if (!target) return false;
    const lines = target.posted.map((line) => ({ ...line, amount: -line.amount }));
    const mayBe = (target.status === "recorded" || target.status === "posted") && !target.isReversed;
    const isExpected = mayBe && this.model.apply(lines, false);
    const answer = await this.#run((ctx) => reverseTransaction(ctx, { id: target.id }));
    expect(!(answer instanceof DomainError), describe(answer)).toBe(isExpected);
    if (answer instanceof DomainError) return false;
    expect(answer.entries.map(({ account_id, currency, amount }) => [account_id, currency, amount])).toEqual(
      lines.map(({ account, currency, amount }) => [account.id, currency, Number(amount)]),
    );
    target.isReversed = true;
    this.#keep(answer, lines, false);
    return true;
  }

  /** A name is given to an account that has it or when nobody has it. */
  async #rename(index: number, like: number | null): Promise<boolean> {
    const account = pick(this.model.accounts, index);
    if (!account) return false;
    const other = like === null ? undefined : pick(this.model.accounts, like);
    const name = other?.name ?? `account ${++this.#count}`;
    const isExpected = other === undefined || other === account;
    const answer = await this.#run((ctx) => updateAccount(ctx, { id: account.id, name, metadata: { name } }));
    expect(!(answer instanceof DomainError), describe(answer)).toBe(isExpected);
    if (isExpected) account.name = name;
    return isExpected;
  }

  async #close(index: number, close: boolean): Promise<boolean> {
    const account = pick(this.model.accounts, index)!;
    const isHeld = [...this.model.balances].some(
      ([key, { debits, credits }]) => key.startsWith(`${account.id} `) && (debits > 0n || credits > 0n),
    );
    const isExpected = close ? !account.isClosed && !isHeld : account.isClosed;
    const answer = await this.#run((ctx) => (close ? closeAccount : reopenAccount)(ctx, { id: account.id }));
    expect(!(answer instanceof DomainError), describe(answer)).toBe(isExpected);
    if (isExpected) account.isClosed = close;
    return isExpected;
  }

  #run<T>(verb: (ctx: Context) => Promise<T | DomainError>): Promise<T | DomainError> {
    return this.#bench.run(this.#realm, verb);
  }
}

const pick = <T>(items: readonly T[], index: number): T | undefined => items[index % items.length];

const describe = (answer: unknown) =>
  answer instanceof DomainError ? `${answer.code}: ${answer.message}` : "it was accepted";

/** The lines in proportion, or undefined where that would need rounding, or more than is held. */
function divide({ lines }: ModelTransaction, amount: bigint, total: bigint): ModelLine[] | undefined {
  if (amount > total || new Set(lines.map(({ currency }) => currency)).size > 1) return undefined;
  if (lines.some((line) => (line.amount * amount) % total !== 0n)) return undefined;
  return lines.map((line) => ({ ...line, amount: (line.amount * amount) / total }));
}
