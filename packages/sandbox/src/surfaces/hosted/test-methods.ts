/** The test cards that are one click away on the checkout page; the form takes every other one too. */
export const testCards: readonly { label: string; number: string }[] = [
  { label: "Succeeds", number: "4242424242424242" },
  { label: "Asks to authenticate", number: "4000002760003184" },
  { label: "Declined", number: "4000000000000002" },
  { label: "Insufficient funds", number: "4000000000009995" },
  { label: "Disputed later", number: "4000000000000259" },
];

/** The test bank accounts that can be chosen, by type. */
export const testAccounts = {
  us_bank_account: [
    { label: "Succeeds", number: "000123456789" },
    { label: "Account closed", number: "000111111113" },
    { label: "Insufficient funds", number: "000222222227" },
  ],
  sepa_debit: [
    { label: "Succeeds", number: "AT611904300234573201" },
    { label: "Fails", number: "AT861904300235473202" },
  ],
} as const;
