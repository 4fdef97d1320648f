const brandNames: Partial<Record<string, string>> = {
  amex: "American Express",
  diners: "Diners Club",
  discover: "Discover",
  jcb: "JCB",
  mastercard: "Mastercard",
  unionpay: "UnionPay",
  visa: "Visa",
};

/** What a brand of cards calls itself. */
export const brandName = (brand: string): string => brandNames[brand] ?? brand;
