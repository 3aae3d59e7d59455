import { invalidParameter } from '../graph-error.js';
import type { GraphRequest } from '../graph-request.js';
import type { GraphReply } from '../graph-route.js';

const USUAL_LIMIT = 25;
const MAX_LIMIT = 100;

function cursorOf(id: string): string {
  return Buffer.from(`QVFI:${id}`).toString('base64url');
}

function idOf(cursor: string): string {
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  if (!text.startsWith('QVFI:')) throw invalidParameter('Invalid cursors values were provided.');
  return text.slice(5);
}

function limitOf(request: GraphRequest): number {
  const text = request.query.get('limit');
  if (text === null) return USUAL_LIMIT;
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1) {
    throw invalidParameter('Param limit must be a positive integer');
  }
  return Math.min(limit, MAX_LIMIT);
}

/** Which part of a list the cursors ask for. */
function window<T>(
  request: GraphRequest,
  items: readonly T[],
  key: (item: T) => string,
): [number, number] {
  const limit = limitOf(request);
  const [after, before] = [request.query.get('after'), request.query.get('before')];
  const at = (cursor: string): number => items.findIndex((item) => key(item) === idOf(cursor));
  if (before !== null) {
    const end = Math.max(at(before), 0);
    return [Math.max(end - limit, 0), end];
  }
  const start = after === null ? 0 : at(after) + 1;
  return [start, start + limit];
}

/** A page of a list with Graph's cursors; `next` and `previous` where there is more. */
export function listReply<T>(
  request: GraphRequest,
  items: readonly T[],
  key: (item: T) => string,
): GraphReply {
  const [start, end] = window(request, items, key);
  const data = items.slice(start, end);
  const [first, last] = [data[0], data.at(-1)];
  if (first === undefined || last === undefined) return { body: { data: [] } };
  const cursors = { before: cursorOf(key(first)), after: cursorOf(key(last)) };
  const paging = {
    cursors,
    ...(end < items.length ? { next: linkOf(request, 'after', cursors.after) } : {}),
    ...(start > 0 ? { previous: linkOf(request, 'before', cursors.before) } : {}),
  };
  return { body: { data, paging } };
}

/** The same request for another page; the token stays out of it. */
function linkOf(request: GraphRequest, name: 'after' | 'before', cursor: string): string {
  const query = new URLSearchParams(request.query);
  for (const other of ['access_token', 'after', 'before']) query.delete(other);
  query.set(name, cursor);
  const host = request.headers.host ?? 'graph.facebook.com';
  return `http://${host}${request.path}?${query.toString()}`;
}
