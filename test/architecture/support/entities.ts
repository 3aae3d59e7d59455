import { readdirSync } from 'node:fs';
import path from 'node:path';

/**
 * Loads every entity of the libs. They are found by their file names, so that one nobody imports is
 * compared with the migrations all the same. No index exports them.
 */
export async function loadEntities(): Promise<void> {
  const libs = path.resolve('libs');
  for (const file of readdirSync(libs, { recursive: true, encoding: 'utf8' })) {
    if (file.endsWith('.entity.ts')) await import(path.join(libs, file));
  }
}
