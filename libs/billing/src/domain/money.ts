/** Money is counted in whole nano-units: 10⁻⁹ of the currency's major unit. */
export interface Money {
  readonly nano: bigint;
  /** ISO 4217. */
  readonly currency: string;
}

const DECIMALS = 9;
const NANO_PER_UNIT = 10n ** BigInt(DECIMALS);
const DECIMAL = /^(-?)(\d{1,12})(?:\.(\d{1,9}))?$/;

/** Nano-units as an exact decimal of the major unit, without zeros that say nothing: `0.00206`. */
export function decimalOfNano(nano: bigint): string {
  const magnitude = nano < 0n ? -nano : nano;
  const fraction = (magnitude % NANO_PER_UNIT).toString().padStart(DECIMALS, '0');
  const digits = fraction.replace(/0+$/, '');
  const whole = (magnitude / NANO_PER_UNIT).toString();
  return `${nano < 0n ? '-' : ''}${whole}${digits === '' ? '' : `.${digits}`}`;
}

/** An amount as text, for the `Decimal` of the API. */
export function amountOf(money: Money): string {
  return decimalOfNano(money.nano);
}

/** The nano-units of a decimal, or undefined for text that is none or has more than nine decimals. */
export function nanoOfDecimal(text: string): bigint | undefined {
  const match = DECIMAL.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = '', fraction = ''] = match;
  const nano = BigInt(whole) * NANO_PER_UNIT + BigInt(fraction.padEnd(DECIMALS, '0'));
  return sign === '-' ? -nano : nano;
}
