import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Secret } from '#patchbay/kernel';
import { FrozenClock } from '#patchbay/kernel/testing';
import type { ObjectStore } from './object-store.js';
import { S3Store } from './s3-store.js';
import { signedUrl } from './s3-signature.js';
import { DirectoryStore } from './directory-store.js';

const clock = new FrozenClock();
const ACCOUNT = {
  region: 'eu-west-1',
  accessKeyId: 'KEYID',
  secretAccessKey: new Secret('its-secret'),
};
const objects = new Map<string, string>();

/** A bucket that holds every request against its signature. */
const server: Server = createServer((request, response) => {
  const url = new URL(request.url ?? '/', `http://${request.headers.host ?? ''}`);
  const method = request.method as 'GET' | 'PUT' | 'DELETE';
  const { searchParams, pathname } = url;
  const expected = signedUrl(ACCOUNT, {
    method,
    url: new URL(pathname, url),
    expiresSeconds: Number(searchParams.get('X-Amz-Expires')),
    at: clock.now(),
  });
  const answer = async (): Promise<void> => {
    const isSigned = expected.search === url.search;
    const content = await text(request);
    if (!isSigned) response.writeHead(403).end();
    else if (method === 'PUT') {
      objects.set(pathname, content);
      response.end();
    } else if (method === 'DELETE') response.writeHead(objects.delete(pathname) ? 204 : 404).end();
    else if (objects.has(pathname)) {
      const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
      const content = objects.get(pathname) ?? '';
      if (range) response.writeHead(206).end(content.slice(Number(range[1]), Number(range[2]) + 1));
      else response.end(content);
    } else response.writeHead(404).end();
  };
  answer().catch(() => request.destroy());
});

let directory: string;
const stores: Record<string, ObjectStore> = {};
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'patchbay-store-'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  stores.directory = new DirectoryStore(directory);
  stores.s3 = new S3Store({ ...ACCOUNT, endpoint, bucket: 'bucket' }, clock);
});
afterAll(async () => {
  await Promise.all(Object.values(stores).map((store) => store.close()));
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(directory, { recursive: true, force: true });
});

const FACTS = { sizeBytes: 5, mimeType: 'text/plain' };
const readText = async (store: ObjectStore, key: string): Promise<string | undefined> => {
  const content = await store.get(key);
  return content && text(content);
};

describe.each(['directory', 's3'])('an object store (%s)', (name) => {
  it('gives back what it was given, also under the same key again, until it is removed', async () => {
    const store = stores[name]!;
    await store.put('a/b-1', Readable.from(['first']), FACTS);
    await store.put('a/b-1', Readable.from(['sec', 'nd']), FACTS);
    expect(await readText(store, 'a/b-1')).toBe('secnd');
    await store.remove('a/b-1');
    await store.remove('a/b-1');
    expect(await readText(store, 'a/b-1')).toBeUndefined();
  });

  it('gives a stretch of a file', async () => {
    const store = stores[name]!;
    await store.put('a/range', Readable.from(['first']), FACTS);
    const content = await store.get('a/range', { first: 1, last: 3 });
    expect(content && (await text(content))).toBe('irs');
    expect(await store.get('a/none', { first: 0, last: 0 })).toBeUndefined();
  });

  it.each([
    ['breaks off', 'ab'],
    ['is too long', 'abcdefgh'],
  ])('keeps nothing of what %s', async (_name, content) => {
    const store = stores[name]!;
    await expect(store.put('a/cut', Readable.from([content]), FACTS)).rejects.toThrow();
    expect(await readText(store, 'a/cut')).toBeUndefined();
  });

  it.each(['../x', 'a//b', '/a', 'a/../b', 'A', ''])('takes no key such as "%s"', async (key) => {
    const store = stores[name]!;
    await expect(async () => store.put(key, Readable.from(['first']), FACTS)).rejects.toThrow();
  });
});

it('a directory keeps no draft of what failed', async () => {
  const store = stores.directory!;
  await store.put('b/whole', Readable.from(['first']), FACTS);
  await expect(store.put('b/cut', Readable.from(['x']), FACTS)).rejects.toThrow('1 bytes');
  expect(await readdir(path.join(directory, 'b'))).toEqual(['whole']);
});
