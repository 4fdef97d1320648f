/** What the patterns of the contract ask for, in words: a pattern tells nobody how to write an address. */
export const forms: Readonly<Record<string, string>> = {
  "^[^@\\s]+@[^@\\s]+$": "an email address, such as ada@example.com",
  "^https?://": "a URL that begins with http:// or https://",
  "^/": "a path that begins with /",
  "^[A-Z]{2}$": "two capital letters, such as US",
  "^[a-z_]{1,50}$": "lower-case letters and _, such as card_payments",
  "^[a-z0-9_]+(:[a-z0-9_]+)*$": "words of a-z, 0-9 and _ with colons between them, such as assets:cash",
  "^(0|[1-9][0-9]{0,14})(\\.[0-9]{1,15})?$": "a decimal as text, such as 0.92",
  "^\\d{1,13}(\\.\\d{1,12})?$": "an amount in minor units as text, with at most twelve decimals, such as 0.05",
  "^(100(\\.0{1,4})?|\\d{1,2}(\\.\\d{1,4})?)$":
    "a percentage as text, up to 100 with at most four decimals, such as 8.875",
  "^(100(\\.0{1,2})?|\\d{1,2}(\\.\\d{1,2})?)$":
    "a percentage as text, up to 100 with at most two decimals, such as 25.5",
  "^\\d{4}-\\d{2}-\\d{2}(\\.[a-z]+)?$": "a version of an API, such as 2024-06-20 or 2025-03-31.basil",
  "^(time|hand|reads:[1-9][0-9]?)$": "time, hand, or reads: and a number up to 99, such as reads:3",
  "^[A-Za-z0-9_-]{1,64}$": "1 to 64 letters, digits, dashes and _",
  "^[A-Za-z0-9-]{1,50}$": "1 to 50 letters, digits and dashes",
  "^[0-9A-Z]{4,34}$": "4 to 34 digits and capital letters",
  "^\\d{4,17}$": "4 to 17 digits",
  "^\\d{9}$": "nine digits",
};
