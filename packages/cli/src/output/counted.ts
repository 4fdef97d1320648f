/** How many there are, with their noun: `1 entry`, `1,200 entries`. */
export const counted = (number: number, one: string, many = `${one}s`): string =>
  `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
