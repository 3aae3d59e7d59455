import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Failure } from '../lib/failure.mjs';
import { DIST } from '../lib/paths.mjs';

/** Imports what a source file was compiled to: `libs/calls/src/index.ts`. */
export async function importCompiled(source) {
  // Decorators of Nest's need it, and our processes get it from Nest.
  await import('reflect-metadata');
  const file = path.join(DIST, source.replace(/\.ts$/, '.js'));
  return import(pathToFileURL(file).href);
}

/** A table of Markdown; a `|` in a cell is escaped. */
export function table(head, rows) {
  const line = (cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Fails unless exactly the names that the code has are described. */
export function assertDescribes(what, texts, names) {
  const missing = names.filter((name) => texts[name] === undefined);
  const unknown = Object.keys(texts).filter((name) => !names.includes(name));
  if (missing.length === 0 && unknown.length === 0) return;
  throw new Failure(
    [
      ...missing.map((name) => `${what} ${name} is not described`),
      ...unknown.map((name) => `${what} ${name} is described, but the code has none`),
    ].join('; ') + ': mend the texts in scripts/docs.',
  );
}
