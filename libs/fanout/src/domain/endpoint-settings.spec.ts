import { describe, expect, it } from '@jest/globals';
import {
  canonical,
  type EndpointSettings,
  problemsOfSettings,
  withSettings,
} from './endpoint-settings.js';

const SETTINGS: EndpointSettings = {
  url: 'https://example.com/hook',
  description: null,
  eventTypes: ['call.connect', 'call.terminated'],
  numberIds: null,
  wabaRowIds: null,
  apiVersion: '2026-11-01',
  format: 'STANDARD',
  headers: [],
  failoverUrl: null,
  rateLimitPerSecond: null,
  maxInFlight: null,
  alertEmails: [],
};

const problems = (changes: Partial<EndpointSettings>) =>
  problemsOfSettings({ ...SETTINGS, ...changes });

describe('problemsOfSettings', () => {
  it('has nothing against an endpoint with everything', () => {
    const all: Partial<EndpointSettings> = {
      description: 'x'.repeat(500),
      numberIds: ['n'],
      wabaRowIds: ['w'],
      format: 'META',
      headers: [{ name: 'authorization', value: 'Bearer x' }],
      failoverUrl: 'https://example.net/hook',
      rateLimitPerSecond: 10_000,
      maxInFlight: 100,
      alertEmails: ['ops+alerts@calls.example.com'],
    };
    expect(problems({})).toEqual([]);
    expect(problems(all)).toEqual([]);
  });

  it.each([
    ['url', { url: 'ftp://x' }, 'must start with https://'],
    ['eventTypes', { eventTypes: [] }, 'at least one'],
    ['eventTypes', { eventTypes: ['call.conect'] }, 'the unknown call.conect'],
    ['eventTypes', { format: 'META', eventTypes: ['call.dtmf'] }, 'Meta has no webhook'],
    ['phoneNumberIds', { numberIds: [] }, 'at least one phone number, or be null'],
    ['wabaIds', { wabaRowIds: [] }, 'at least one WABA, or be null'],
    ['apiVersion', { apiVersion: '2019-01-01' }, 'one of 2026-11-01'],
    ['headers', { headers: [{ name: 'host', value: 'x' }] }, 'choose another name'],
    ['failoverUrl', { failoverUrl: 'nonsense' }, 'must be an absolute URL'],
    ['failoverUrl', { failoverUrl: 'https://EXAMPLE.com:443/hook' }, 'another URL'],
    ['rateLimitPerSecond', { rateLimitPerSecond: 0 }, 'from 1 to 10000'],
    ['rateLimitPerSecond', { rateLimitPerSecond: 1.5 }, 'whole number'],
    ['maxInFlight', { maxInFlight: 101 }, 'from 1 to 100'],
    ['alertEmails', { alertEmails: ['a@b.example', 'nobody'] }, 'at place 2'],
    ['alertEmails', { alertEmails: ['a@b.example\r\nBcc: c@d.example'] }, 'at place 1'],
    ['alertEmails', { alertEmails: Array.from({ length: 11 }, () => 'a@b.example') }, 'at most 10'],
    ['description', { description: 'x'.repeat(501) }, 'at most 500'],
  ] as const)('says of %s what is wrong with %j', (field, changes, problem) => {
    expect(problems(changes as Partial<EndpointSettings>)).toEqual([
      { field, problem: expect.stringContaining(problem) },
    ]);
  });

  it('tells everything that is wrong at once', () => {
    const fields = problems({ url: 'x', eventTypes: [], maxInFlight: 0 }).map(({ field }) => field);
    expect(fields).toEqual(['url', 'eventTypes', 'maxInFlight']);
  });
});

describe('canonical', () => {
  it('keeps each type, number and address once, and URLs as they are sent', () => {
    const twice = {
      ...SETTINGS,
      url: 'https://EXAMPLE.com',
      failoverUrl: 'https://example.net:443/x',
      eventTypes: ['call.connect', 'call.connect'],
      numberIds: ['a', 'a'],
    };
    expect(canonical(twice)).toMatchObject({
      url: 'https://example.com/',
      failoverUrl: 'https://example.net/x',
      eventTypes: ['call.connect'],
      numberIds: ['a'],
    });
  });
});

describe('withSettings', () => {
  it('takes null for an answer, and nothing for none', () => {
    const limited = { ...SETTINGS, maxInFlight: 3, rateLimitPerSecond: 4 };
    expect(withSettings(limited, { maxInFlight: null, rateLimitPerSecond: undefined })).toEqual({
      ...limited,
      maxInFlight: null,
    });
  });
});
