import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { HttpRoute } from '../http/http-listener.js';

const ASSETS = path.join(import.meta.dirname, 'assets');
const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=UTF-8',
  css: 'text/css; charset=UTF-8',
  js: 'text/javascript; charset=UTF-8',
  svg: 'image/svg+xml',
};

/** Where each file of the page is found. What is not here is not served, whatever the path says. */
const FILES: Readonly<Record<string, string>> = {
  '/': 'index.html',
  '/_sim': 'index.html',
  '/_sim/docs': 'docs.html',
};

const PARTS = [
  'api.js',
  'businesses.js',
  'call.js',
  'chat.js',
  'docs.js',
  'elements.js',
  'icon.svg',
  'log.js',
  'page.css',
  'page.js',
  'person.js',
  'voice.js',
];

const HEADERS = {
  // Scripts, styles and requests of this origin only, and nothing inline.
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
    "media-src 'self' blob:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-cache',
};

function fileRoute(pattern: string, name: string): HttpRoute {
  const type = TYPES[path.extname(name).slice(1)] ?? 'application/octet-stream';
  return {
    method: 'GET',
    pattern,
    handle: () => ({
      status: 200,
      bytes: { type, content: readFileSync(path.join(ASSETS, name)) },
      headers: HEADERS,
    }),
  };
}

/** The page on which a person plays the users, and the one that lists the control operations. */
export function pageRoutes(): HttpRoute[] {
  return [
    ...Object.entries(FILES).map(([pattern, name]) => fileRoute(pattern, name)),
    ...PARTS.map((name) => fileRoute(`/_sim/page/${name}`, name)),
  ];
}
