import { describe, expect, it } from '@jest/globals';
import { Secret } from '../config/secret.js';
import { createLogger, REDACTED_KEYS, scrub } from './logger.js';

const CANARY = 'canary6b1fcanary6b1f';

/** The only line that logging writes, as text. */
function lineOf(log: (logger: ReturnType<typeof createLogger>) => void): string {
  const lines: string[] = [];
  log(createLogger({ name: 'test', level: 'trace', destination: { write: (l) => lines.push(l) } }));
  expect(lines).toHaveLength(1);
  return lines[0]!;
}

describe('a log line', () => {
  it('is JSON with the name of the event, the level in words and the time', () => {
    const line = lineOf((logger) => {
      logger.info({ callId: 'call_1' }, 'call.ended');
    });
    expect(JSON.parse(line)).toMatchObject({
      level: 'info',
      name: 'test',
      msg: 'call.ended',
      callId: 'call_1',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    });
  });

  it.each(REDACTED_KEYS)('never holds the value of %s', (key) => {
    const value = { [key]: CANARY };
    const shapes = [
      value,
      { a: value },
      { a: { b: value } },
      { a: { b: { c: value } } },
      { a: [value] },
      { a: { [key]: { nested: CANARY } } },
      { [key]: [CANARY] },
    ];
    for (const shape of shapes) {
      const line = lineOf((logger) => {
        logger.info(shape, 'test.event');
      });
      expect(line).toContain('[redacted]');
      expect(line).not.toContain(CANARY);
    }
  });

  it('never holds a Secret', () => {
    const line = lineOf((logger) => {
      logger.info({ anything: new Secret(CANARY) }, 'test.event');
    });
    expect(line).not.toContain(CANARY);
  });

  it.each([
    ['a bearer token', `Bearer ${CANARY}`],
    ['a token of Meta', `EAA${CANARY}`],
    ['a webhook secret', `whsec_${CANARY}`],
    ['SRTP keys', `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${CANARY}`],
    ['an ICE password', `a=ice-pwd:${CANARY}`],
  ])('never holds %s that an error tells of, nor its causes', (_, secret) => {
    const cause = new Error(`upstream said ${secret}`);
    const err = Object.assign(new Error(`failed: ${secret}`, { cause }), { code: 'E_TEST' });
    const line = lineOf((logger) => {
      logger.error({ err }, 'test.failed');
    });
    expect(line).not.toContain(CANARY);
    expect(JSON.parse(line).err).toMatchObject({ code: 'E_TEST', cause: { type: 'Error' } });
  });
});

describe('scrub', () => {
  it.each([
    ['called +254700000101 twice', 'called …0101 twice'],
    ['from 447700900123 to 15551234567', 'from …0123 to …4567'],
    ['code 131026 in 2026', 'code 131026 in 2026'],
    ['Bearer abc.def-ghi and more', '[redacted] and more'],
    ['nothing secret here', 'nothing secret here'],
  ])('of %j is %j', (text, expected) => {
    expect(scrub(text)).toBe(expected);
  });
});
