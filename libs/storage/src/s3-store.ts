import type { Readable } from 'node:stream';
import { Agent, type Dispatcher } from 'undici';
import type { ByteRange, Clock } from '#patchbay/kernel';
import { assertKey, type ObjectFacts, type ObjectStore } from './object-store.js';
import { type S3Account, type SignedRequest, signedUrl } from './s3-signature.js';

export interface S3Place extends S3Account {
  /** Such as `https://s3.eu-west-1.amazonaws.com`; the bucket is the first part of the path. */
  readonly endpoint: string;
  readonly bucket: string;
}

const EXPIRES_SECONDS = 300;
const CONNECTIONS = 8;
const HEADERS_TIMEOUT_MS = 15_000;
const BODY_TIMEOUT_MS = 30_000;

/**
 * Files in a bucket that speaks S3. Requests are sent once: whoever stores a file knows when to try
 * again. Addresses are signed by the machine's own time, which the store compares with its own.
 */
export class S3Store implements ObjectStore {
  readonly #place: S3Place;
  readonly #clock: Clock;
  readonly #agent = new Agent({
    connections: CONNECTIONS,
    headersTimeout: HEADERS_TIMEOUT_MS,
    bodyTimeout: BODY_TIMEOUT_MS,
  });

  constructor(place: S3Place, clock: Clock) {
    this.#place = place;
    this.#clock = clock;
  }

  async put(key: string, content: Readable, { sizeBytes, mimeType }: ObjectFacts): Promise<void> {
    const headers = { 'content-length': String(sizeBytes), 'content-type': mimeType };
    const reply = await this.#send('PUT', key, { headers, body: content });
    await reply.body.dump();
    if (reply.statusCode !== 200) throw refused('PUT', reply.statusCode);
  }

  async get(key: string, range?: ByteRange): Promise<Readable | undefined> {
    const headers = range && { range: `bytes=${range.first}-${range.last}` };
    const reply = await this.#send('GET', key, headers && { headers });
    if (reply.statusCode === (range ? 206 : 200)) return reply.body;
    await reply.body.dump();
    if (reply.statusCode === 404) return undefined;
    throw refused('GET', reply.statusCode);
  }

  async remove(key: string): Promise<void> {
    const reply = await this.#send('DELETE', key);
    await reply.body.dump();
    const isGone = [200, 204, 404].includes(reply.statusCode);
    if (!isGone) throw refused('DELETE', reply.statusCode);
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  #send(
    method: SignedRequest['method'],
    key: string,
    more: { headers?: Record<string, string>; body?: Readable } = {},
  ): Promise<Dispatcher.ResponseData> {
    assertKey(key);
    const { endpoint, bucket } = this.#place;
    const url = new URL(`/${bucket}/${key}`, endpoint);
    const expiresSeconds = EXPIRES_SECONDS;
    const at = this.#clock.now();
    const signed = signedUrl(this.#place, { method, url, expiresSeconds, at });
    return this.#agent.request({
      origin: signed.origin,
      path: `${signed.pathname}${signed.search}`,
      method,
      ...more,
    });
  }
}

function refused(method: string, status: number): Error {
  return new Error(`the object store answered ${method} with ${status}`);
}
