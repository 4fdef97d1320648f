const secretNames =
  /"(password|current_password|token|refresh_token|device_code|user_code|key|secret|cvc|account_number|iban)"(\s*:\s*)(?:"(?:[^"\\]|\\.)*"|\[[^\]]*\]|\{[^}]*\}|-?\d[\d.eE+-]*)/g;
// Looks back from the word, which is rare: forwards each word of a text could be the beginning of an id.
const idSecrets = /(?<=\b[a-z]+_[0-9A-Za-z]{24})_secret_[0-9a-z]+/g;
const secretForms =
  /\b(?:prt|emv)_usr_[0-9A-Za-z_]{8,}|\b(?:dvc|pgt|pgc)_[0-9A-Za-z]{8,}|\b(?:sk|rk)_(?:test|live)_[0-9A-Za-z]{8,}|\bwhsec_[0-9A-Za-z+/=]{8,}|\brt_ses_[0-9A-Za-z_]{8,}|\beyJ[\w-]+\.[\w-]+\.[\w-]+/g;
const secretParams = /\b(user_code|device_code|token|password|api_key|client_secret)=[^&\s"#]+/g;
const cardNumbers = /\b(?:\d[ -]?){12,18}\d\b/g;

/** A text for the log: passwords, keys, tokens, signing secrets and card numbers are taken out. */
export function redact(text: string): string {
  const unnamed = text
    .replace(secretNames, '"$1"$2"[redacted]"')
    .replace(idSecrets, "_secret_[redacted]")
    .replace(secretForms, "[redacted]");
  return (unnamed.includes("=") ? unnamed.replace(secretParams, "$1=[redacted]") : unnamed).replace(
    cardNumbers,
    (digits) => (passesLuhn(digits) ? `[card …${digits.slice(-4)}]` : digits),
  );
}

/** Whether a row of digits can be a card number (ISO/IEC 7812-1, annex B). */
function passesLuhn(text: string): boolean {
  const digits = text.replace(/\D/g, "");
  let sum = 0;
  for (let index = 0; index < digits.length; index++) {
    const digit = Number(digits[digits.length - 1 - index]);
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
