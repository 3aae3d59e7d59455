import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { expect, it } from '@jest/globals';
import { FileCipher } from '#patchbay/kernel';
import type { ObjectStore } from './object-store.js';
import { putSealed } from './sealed-objects.js';

it('a store that fails before it reads ends what sends to it, also a long file', async () => {
  const store: ObjectStore = {
    put: () => Promise.reject(new Error('the disk is gone')),
    get: () => Promise.resolve(undefined),
    remove: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
  // Endless, as a download is to whoever does not read it.
  const content = new Readable({
    read() {
      this.push(Buffer.alloc(65_536));
    },
  });
  const ended = new Promise((resolve) => content.once('close', resolve));
  const cipher = new FileCipher(randomBytes(32), 'a/b');
  const put = putSealed(store, { key: 'a/b', cipher, sizeBytes: 1_000_000 }, content);
  await expect(put).rejects.toThrow('the disk is gone');
  await ended;
  expect(content.destroyed).toBe(true);
});
