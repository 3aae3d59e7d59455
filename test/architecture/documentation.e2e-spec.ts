import { readdirSync, readFileSync, existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';

const ROOT = path.resolve(import.meta.dirname, '../..');
const FOLDERS = ['', 'docs', 'docs/adr', 'apps/simulator'];
const PAGES = FOLDERS.flatMap((folder) =>
  readdirSync(path.join(ROOT, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => path.join(folder, name)),
);

const LINK = /\]\((?!https?:|mailto:|#)([^)#\s]+)(?:#[^)]*)?\)/g;
// `libs/calls/src/index.ts`, `test/api/`; not patterns such as `libs/*/src` or `libs/<context>`.
const PATH = /`((?:apps|deploy|libs|migrations|scripts|seed|test|docs)\/[\w./-]+)`/g;
const SCRIPT = /\bnpm (?:run ([\w:-]+)|(start|test)\b)/g;

// `placeCall`, `patchbay_job_seconds`, `UseCases.change`: outside of code blocks.
const NAME = /`([A-Za-z_]\w*(?:\.\w+)*)(?:\([^`]*\))?`/g;
const BLOCK = /^```[^]*?^```/gm;
const GENERATED = ['docs/call-states.md', 'docs/error-codes.md'];
const CODE = ['apps', 'deploy', 'libs', 'migrations', 'scripts', 'seed', 'test'];
const SETTINGS = [
  'package.json',
  'docker-compose.yml',
  '.env.example',
  'eslint.config.js',
  'jest.config.js',
  'tsconfig.json',
];

const textOf = (page: string): string => readFileSync(path.join(ROOT, page), 'utf8');
const matches = (page: string, pattern: RegExp): string[] =>
  [...textOf(page).matchAll(pattern)].map((match) => match[1] ?? match[2] ?? '');

/** Every word of the code, this file's own text left out. */
function wordsOfCode(): Set<string> {
  const files = CODE.flatMap((folder) =>
    readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(ts|mjs|js|json|gql|yml)$/.test(file))
      .map((file) => path.join(folder, file)),
  ).filter((file) => path.join(ROOT, file) !== import.meta.filename);
  const texts = [...files, ...SETTINGS].map(textOf);
  return new Set(texts.flatMap((text) => text.match(/\w+/g) ?? []));
}

describe('the documentation', () => {
  it.each(PAGES)('%s links to pages that exist', (page) => {
    const folder = path.join(ROOT, path.dirname(page));
    const broken = matches(page, LINK).filter((link) => !existsSync(path.join(folder, link)));
    expect(broken).toEqual([]);
  });

  it.each(PAGES)('%s names files that exist', (page) => {
    const gone = matches(page, PATH).filter((name) => !existsSync(path.join(ROOT, name)));
    expect(gone).toEqual([]);
  });

  it('names nothing in code that the code does not have', () => {
    const words = wordsOfCode();
    const unknown = PAGES.filter((page) => !GENERATED.includes(page)).flatMap((page) =>
      [...textOf(page).replace(BLOCK, '').matchAll(NAME)]
        .flatMap(([, name = '']) => name.split('.'))
        .filter((word) => !words.has(word))
        .map((word) => `${page}: ${word}`),
    );
    expect(unknown).toEqual([]);
  });

  it.each(PAGES)('%s names commands that exist', (page) => {
    const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };
    expect(matches(page, SCRIPT).filter((name) => !(name in scripts))).toEqual([]);
  });
});
