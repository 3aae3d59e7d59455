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
const PATH = /`((?:apps|libs|migrations|scripts|seed|test|docs)\/[\w./-]+)`/g;
const SCRIPT = /\bnpm (?:run ([\w:-]+)|(start|test)\b)/g;

const textOf = (page: string): string => readFileSync(path.join(ROOT, page), 'utf8');
const matches = (page: string, pattern: RegExp): string[] =>
  [...textOf(page).matchAll(pattern)].map((match) => match[1] ?? match[2] ?? '');

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

  it.each(PAGES)('%s names commands that exist', (page) => {
    const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };
    expect(matches(page, SCRIPT).filter((name) => !(name in scripts))).toEqual([]);
  });
});
