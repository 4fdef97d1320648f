import type { Asset, LedgerAccountType, LedgerTransactionStatus } from "@micro/sdk/contract";

// A ledger as simple as it can be, in whole numbers without bounds: what the real one is compared with.

export interface ModelAccount {
  id: string;
  type: LedgerAccountType;
  currency: string | null;
  min: bigint | null;
  max: bigint | null;
  isClosed: boolean;
  name: string;
}

export interface ModelLine {
  account: ModelAccount;
  currency: Asset;
  amount: bigint;
}

export interface ModelTransaction {
  id: string;
  status: LedgerTransactionStatus;
  /** What was recorded or held. */
  lines: ModelLine[];
  /** What moved. */
  posted: ModelLine[];
  expiresAt: number | null;
  isReversed: boolean;
}

export interface ModelBalance {
  posted: bigint;
  debits: bigint;
  credits: bigint;
  entries: number;
}

const most = BigInt(Number.MAX_SAFE_INTEGER);
const isExact = (amount: bigint) => amount <= most && amount >= -most;
const isDebitNormal = (type: LedgerAccountType) => type === "asset" || type === "expense";

export class Model {
  readonly accounts: ModelAccount[] = [];
  readonly transactions: ModelTransaction[] = [];
  balances = new Map<string, ModelBalance>();

  static key({ account, currency }: Pick<ModelLine, "account" | "currency">): string {
    return `${account.id} ${currency}`;
  }

  /** Whether lines may be recorded or held; if so, they are. */
  apply(lines: readonly ModelLine[], pending: boolean): boolean {
    const sums = new Map<string, bigint>();
    for (const { currency, amount } of lines) sums.set(currency, (sums.get(currency) ?? 0n) + amount);
    if ([...sums.values()].some((sum) => sum !== 0n)) return false;
    for (const { account, currency, amount } of lines) {
      if (amount === 0n || amount > most || amount < -most || account.isClosed) return false;
      if (account.currency !== null && account.currency !== currency) return false;
    }
    const before = this.balances;
    this.balances = new Map([...before].map(([key, balance]) => [key, { ...balance }]));
    let isInRange = true;
    // What moves a balance in sum has to be exact, too.
    const moves = new Map<string, bigint>();
    for (const line of lines) {
      const balance = this.balanceOf(line);
      if (pending) this.hold(line, 1n);
      else {
        balance.posted += line.amount;
        balance.entries += 1;
        isInRange &&= isExact(balance.posted);
        moves.set(Model.key(line), (moves.get(Model.key(line)) ?? 0n) + line.amount);
      }
    }
    isInRange &&= Array.from(moves.values()).every(isExact);
    if (isInRange && lines.every((line) => isWithinLimits(line.account, this.balanceOf(line)))) return true;
    this.balances = before;
    return false;
  }

  /** Ends a hold: what is posted moves, everything is released. */
  resolve(transaction: ModelTransaction, status: "posted" | "voided" | "expired", posted: ModelLine[]): void {
    transaction.status = status;
    transaction.posted = posted;
    for (const line of transaction.lines) this.hold(line, -1n);
    for (const line of posted) {
      const balance = this.balanceOf(line);
      balance.posted += line.amount;
      balance.entries += 1;
    }
  }

  expire(now: number): void {
    for (const transaction of this.transactions) {
      if (transaction.status !== "pending" || transaction.expiresAt === null || transaction.expiresAt > now) continue;
      this.resolve(transaction, "expired", []);
    }
  }

  private hold({ account, currency, amount }: ModelLine, factor: bigint): void {
    const balance = this.balanceOf({ account, currency });
    if (amount > 0n) balance.debits += amount * factor;
    else balance.credits -= amount * factor;
  }

  private balanceOf(line: Pick<ModelLine, "account" | "currency">): ModelBalance {
    const key = Model.key(line);
    const balance = this.balances.get(key) ?? { posted: 0n, debits: 0n, credits: 0n, entries: 0 };
    this.balances.set(key, balance);
    return balance;
  }
}

/** Whether a balance keeps within its account's limits and the range, whatever becomes of what is held. */
export function isWithinLimits({ type, min, max }: ModelAccount, { posted, debits, credits }: ModelBalance): boolean {
  const lowest = isDebitNormal(type) ? posted - credits : -posted - debits;
  const highest = isDebitNormal(type) ? posted + debits : -posted + credits;
  const isInRange = posted - credits >= -most && posted + debits <= most && debits <= most && credits <= most;
  return isInRange && (min === null || lowest >= min) && (max === null || highest <= max);
}
