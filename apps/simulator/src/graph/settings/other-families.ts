import type { BusinessNumber } from '../../world/assets.js';
import { refuseSettings } from './settings-refusals.js';

type Json = Readonly<Record<string, unknown>>;

/** What a number has of them before anybody wrote; identity checks show once they were set. */
const UNTOUCHED: Readonly<Record<string, Json>> = {
  payload_encryption: { status: 'DISABLED' },
  storage_configuration: { status: 'DEFAULT' },
};

/** Settings that have nothing to do with calls: kept as they were given, and read back. */
export const OTHER_FAMILIES = [
  'payload_encryption',
  'storage_configuration',
  'user_identity_change',
] as const;

export type OtherFamilies = Readonly<Record<string, Json>>;

/** Those a request names, or the error that refuses it. */
export function readOtherFamilies(body: Json): OtherFamilies {
  const named: Record<string, Json> = {};
  for (const family of OTHER_FAMILIES) {
    const value = body[family];
    if (value === undefined) continue;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw refuseSettings('wrongType', `${family} must be an object`);
    }
    named[family] = value as Json;
  }
  return named;
}

/** Writes them; fields that were left out stay. */
export function applyOtherFamilies(number: BusinessNumber, families: OtherFamilies): void {
  for (const [family, fields] of Object.entries(families)) {
    const before = number.otherSettings[family];
    number.otherSettings = { ...number.otherSettings, [family]: { ...before, ...fields } };
  }
}

export function otherFamiliesView({ otherSettings }: BusinessNumber): Json {
  return { ...UNTOUCHED, ...otherSettings };
}
