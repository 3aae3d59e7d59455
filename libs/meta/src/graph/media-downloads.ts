import type { Readable } from 'node:stream';
import { Histogram } from 'prom-client';
import { Agent } from 'undici';
import { metrics, type Secret } from '#patchbay/kernel';
import type { GraphConfig } from './graph-client.js';

/** A download that has begun. Whoever reads it reads it to its end, or destroys it. */
export interface MediaDownload {
  readonly content: Readable;
  /** What `content-length` says. */
  readonly sizeBytes: number | undefined;
  readonly mimeType: string | undefined;
}

/** Why nothing can be downloaded now. */
export class MediaNotDownloaded extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'MediaNotDownloaded';
  }
}

/** The host of Meta's download addresses (page "Media"; seen on 2026-11-21). */
const MEDIA_ORIGIN = 'https://lookaside.fbsbx.com';
const HEADERS_TIMEOUT_MS = 10_000;
/** Between two pieces of the content. */
const BODY_TIMEOUT_MS = 30_000;
const CONNECTIONS = 4;

const openSeconds = new Histogram({
  name: 'patchbay_media_download_open_seconds',
  help: 'From asking Meta for a file to its first byte, by outcome.',
  labelNames: ['outcome'],
  registers: [metrics],
});

/**
 * Downloads files of Meta's. The bearer token goes to Meta's hosts only, and no redirect is followed;
 * a download is begun once, for whoever asked knows when to ask again.
 */
export class MediaDownloads {
  readonly #origins: readonly string[];
  readonly #agent = new Agent({
    connections: CONNECTIONS,
    headersTimeout: HEADERS_TIMEOUT_MS,
    bodyTimeout: BODY_TIMEOUT_MS,
  });

  constructor({ META_GRAPH_URL }: Pick<GraphConfig, 'META_GRAPH_URL'>) {
    this.#origins = [MEDIA_ORIGIN, new URL(META_GRAPH_URL).origin];
  }

  /** Throws MediaNotDownloaded, or what the connection threw. */
  async open(address: string, accessToken: Secret): Promise<MediaDownload> {
    const url = new URL(address);
    if (!this.#origins.includes(url.origin)) {
      throw new MediaNotDownloaded(`the file is at ${url.host}, which is no host of Meta's`);
    }
    const stopTimer = openSeconds.startTimer();
    let outcome = 'broken';
    try {
      const reply = await this.#agent.request({
        origin: url.origin,
        path: `${url.pathname}${url.search}`,
        method: 'GET',
        // Without an agent's name Meta answers some downloads with a page.
        headers: { authorization: `Bearer ${accessToken.reveal()}`, 'user-agent': 'patchbay' },
      });
      outcome = String(reply.statusCode);
      if (reply.statusCode !== 200) {
        await reply.body.dump();
        throw new MediaNotDownloaded(`the download was answered with ${reply.statusCode}`);
      }
      const length = Number(reply.headers['content-length'] ?? 'none');
      const type = reply.headers['content-type'];
      return {
        content: reply.body,
        sizeBytes: Number.isSafeInteger(length) ? length : undefined,
        mimeType: typeof type === 'string' ? type : undefined,
      };
    } finally {
      stopTimer({ outcome });
    }
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }
}
