/**
 * True for the form of a LOINC code with the right check digit (mod 10 over the digits before the hyphen).
 *
 * Source: LOINC Users' Guide, "Check digit", Regenstrief Institute, loinc.org.
 */
export function isLoincCode(text: string): boolean {
  const [, number, digit] = /^(\d{1,6})-(\d)$/.exec(text) ?? [];
  return number !== undefined && checkDigit(number) === Number(digit);
}

function checkDigit(number: string): number {
  const sum = [...number].reverse().reduce((total, character, index) => {
    const doubled = index % 2 === 0 ? Number(character) * 2 : Number(character);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return (10 - (sum % 10)) % 10;
}
