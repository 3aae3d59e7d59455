import { describe, expect, it } from '@jest/globals';
import { admitRequests } from './admit-request.js';

const ask =
  (path: string, headers: Record<string, string>, boundTo = '127.0.0.1') =>
  () => {
    admitRequests(boundTo)({ method: 'POST', path, headers });
  };

describe('admitRequests', () => {
  it.each(['127.0.0.1:4700', 'localhost:4700', 'sim.localhost', '[::1]:4700', '127.8.0.1'])(
    'lets programs that call it %s control it',
    (host) => {
      expect(ask('/_sim/v1/calls', { host })).not.toThrow();
    },
  );

  it.each(['evil.example:4700', 'localhost.evil.example', '127.0.0.1.evil.example', ''])(
    'refuses control under the foreign name "%s"',
    (host) => {
      expect(ask('/_sim/v1/calls', { host })).toThrow('names of this machine');
      expect(ask('/', { host })).toThrow('names of this machine');
    },
  );

  it('takes any name where it is bound to more than loopback', () => {
    expect(ask('/_sim/v1/calls', { host: 'simulator:4700' }, '0.0.0.0')).not.toThrow();
  });

  it('lets its own pages control it, and no others', () => {
    const host = 'localhost:4700';
    expect(ask('/_sim/v1/calls', { host, origin: 'http://localhost:4700' })).not.toThrow();
    for (const origin of ['http://localhost:3000', 'https://evil.example', 'null']) {
      expect(ask('/_sim/v1/calls', { host, origin })).toThrow('may not control');
      expect(ask('/_sim/v1/calls', { host, origin }, '0.0.0.0')).toThrow('may not control');
    }
  });

  it('lets pages of this machine ask the Graph API, and none from elsewhere', () => {
    const host = '127.0.0.1:4700';
    expect(ask('/v26.0/1/calls', { host, origin: 'https://localhost:3000' })).not.toThrow();
    expect(ask('/v26.0/1/calls', { host, origin: 'https://evil.example' })).toThrow('may not ask');
  });

  it('lets pages from everywhere load the JavaScript SDK', () => {
    const head = { method: 'GET', headers: { host: '127.0.0.1', origin: 'https://shop.example' } };
    for (const path of ['/en_US/sdk.js', '/_sim/signup/sdk.js']) {
      expect(() => {
        admitRequests('127.0.0.1')({ ...head, path });
      }).not.toThrow();
    }
  });

  it('leaves the Graph API open to programs under any name', () => {
    expect(ask('/v26.0/1/calls', { host: 'graph.test' })).not.toThrow();
  });
});
