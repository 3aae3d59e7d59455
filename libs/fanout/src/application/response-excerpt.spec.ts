import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { readExcerpt } from './response-excerpt.js';

const KEY = 'd0RmdmcmVCspeEc3QGZi/NWpVLFJhQX1cfHAwJSoj';
const SDP = [
  'v=0',
  'a=ice-pwd:asd88fgpdd777uzjYhagZg',
  `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${KEY}|2^31`,
  'a=rtpmap:111 opus/48000/2',
].join('\r\n');
const excerptOf = (...chunks: string[]): Promise<string> =>
  readExcerpt(Readable.from(chunks.map((chunk) => Buffer.from(chunk))));

describe('the excerpt of an answer', () => {
  it('is the answer as it came', async () => {
    expect(await excerptOf('{"error":', '"no route for event 42"}')).toBe(
      '{"error":"no route for event 42"}',
    );
  });

  it.each([
    ['as it is', SDP],
    ['in JSON', JSON.stringify({ sdp: SDP })],
    ['in JSON with its slashes escaped', JSON.stringify({ sdp: SDP }).replaceAll('/', '\\/')],
  ])('keeps no keys of an SDP that the receiver sends back %s', async (_how, text) => {
    const excerpt = await excerptOf(text);
    for (const part of KEY.split('/')) expect(excerpt).not.toContain(part);
    expect(excerpt).not.toContain('asd88fgpdd');
    expect(excerpt).toContain('v=0');
  });

  it("keeps no user's number and no secret that the receiver sends back", async () => {
    const excerpt = await excerptOf('{"from":"254700000101","auth":"Bearer abc.def"}');
    expect(excerpt).not.toContain('254700000101');
    expect(excerpt).not.toContain('abc.def');
  });

  it('ends at four kilobytes, and holds nothing that PostgreSQL refuses', async () => {
    const excerpt = await excerptOf('\u0000'.repeat(10), 'x'.repeat(10_000));
    expect(excerpt).toHaveLength(4096);
    expect(excerpt).not.toContain('\u0000');
  });
});
