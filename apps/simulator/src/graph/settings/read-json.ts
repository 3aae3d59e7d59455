import { refuseSettings, type SettingsRefusal } from './settings-refusals.js';

export type JsonObject = Readonly<Record<string, unknown>>;

/** An object with none but the known fields; `path` says where it stood. */
export function readObject(value: unknown, path: string, known: readonly string[]): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw refuseSettings('wrongType', `${path} must be an object`);
  }
  const unknown = Object.keys(value).find((key) => !known.includes(key));
  if (unknown !== undefined) throw refuseSettings('unknownField', `${path}.${unknown}`);
  return value as JsonObject;
}

export function readArray(value: unknown, path: string): readonly unknown[] {
  if (!Array.isArray(value)) throw refuseSettings('wrongType', `${path} must be a list`);
  return value;
}

/** One of some words; `undefined` stays, for a field that was left out. */
export function readWord<T extends string>(
  value: unknown,
  words: readonly T[],
  refusal: SettingsRefusal,
): T | undefined {
  if (value === undefined) return undefined;
  const word = words.find((candidate) => candidate === value);
  if (word === undefined) throw refuseSettings(refusal, words.join(', '));
  return word;
}

export const ON_OFF = ['ENABLED', 'DISABLED'] as const;

/** A field that must be there. */
export function required<T>(value: T | undefined | null, path: string): T {
  if (value === undefined || value === null) throw refuseSettings('missingField', path);
  return value;
}
