import { describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { newTraceparent } from '#patchbay/kernel';
import { z } from 'zod';
import { JobCatalogue } from '../catalogue/job-catalogue.js';
import { defineJob } from './define-job.js';
import { readEnvelope, writeEnvelope } from './job-envelope.js';
import { Unrecoverable } from './job-errors.js';

const drain = defineJob({
  name: 'calls.drain',
  version: 2,
  queue: 'signalling',
  schema: z.object({ callId: z.uuid() }),
  attempts: 3,
  backoff: { type: 'fixed', delayMs: 10 },
});
const catalogue = new JobCatalogue([drain], ['signalling']);
const ids = { tenantId: randomUUID(), callId: randomUUID() };
const traceparent = newTraceparent();
const good = { ...ids, v: 2, traceparent };

const read = (data: unknown, name = 'calls.drain') => readEnvelope(catalogue, name, data);

describe('an envelope', () => {
  it('comes out as it went in', () => {
    const deadlineAt = new Date('2026-11-21T12:00:30.000Z');
    const written = writeEnvelope(drain, { ...ids, traceparent, deadlineAt });
    expect(written).toEqual({ ...good, deadlineAt: '2026-11-21T12:00:30.000Z' });
    expect(read(JSON.parse(JSON.stringify(written)))).toEqual({
      definition: drain,
      payload: { ...good, deadlineAt },
    });
  });

  it('begins a trace when there is none to go on with', () => {
    const written = writeEnvelope(drain, { ...ids, traceparent: null });
    expect(written.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  });

  it('cannot be written with anything the job does not declare', () => {
    const extra = { ...ids, traceparent: null, sdp: 'v=0' };
    expect(() => writeEnvelope(drain, extra)).toThrow(
      'job calls.drain v2 cannot be rung: unknown sdp',
    );
    expect(() => writeEnvelope(drain, { ...ids, callId: 'x', traceparent: null })).toThrow(
      'callId (invalid_format)',
    );
  });

  it.each([
    ['nothing', undefined, 'the envelope of job calls.drain is refused'],
    ['a text', 'x', 'the envelope of job calls.drain is refused'],
    ['no tenant', { ...good, tenantId: undefined }, 'tenantId (invalid_type)'],
    ['an empty tenant', { ...good, tenantId: '' }, 'tenantId (invalid_format)'],
    ['no version', { ...good, v: undefined }, 'v (invalid_type)'],
    [
      'an unknown version',
      { ...good, v: 3 },
      "version 3 of job calls.drain is not in this process's",
    ],
    ['a missing id', { ...good, callId: undefined }, 'callId (invalid_type)'],
    ['a field too many', { ...good, sdp: 'v=0' }, 'unknown sdp'],
    ['a malformed trace', { ...good, traceparent: '1' }, 'traceparent (invalid_format)'],
    ['a malformed deadline', { ...good, deadlineAt: 'soon' }, 'deadlineAt (invalid_format)'],
  ])('is refused for good with %s', (_, data, problem) => {
    expect(() => read(data)).toThrow(Unrecoverable);
    expect(() => read(data)).toThrow(problem);
  });

  it('of an unknown job is refused for good', () => {
    expect(() => read(good, 'calls.other')).toThrow("job calls.other is not in this process's");
  });

  it('never shows a value in the error', () => {
    expect(() => read({ ...good, callId: 'inline:SECRET' })).not.toThrow('SECRET');
  });
});
