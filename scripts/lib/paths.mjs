import { fileURLToPath } from 'node:url';
import path from 'node:path';

/** The checkout these scripts belong to: every other path is told from here, never from the cwd. */
export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** Compiled JavaScript; git ignores it. */
export const DIST = path.join(ROOT, 'dist');

/** What `npm start` keeps between two starts (data, secrets, logs); git ignores it. */
export const LOCAL = path.join(ROOT, '.local');

/**
 * Where tools keep what they would else put in the user's cache, or in the temporary folder when
 * that user has none, and leave there.
 */
export const CACHES = {
  /** The compiler's native code, unpacked. */
  SWC_NATIVE_BINDING_CACHE: path.join(LOCAL, 'cache'),
};
