import { describe, expect, it } from '@jest/globals';
import { portOfEndpointUrl, problemOfEndpointUrl } from './endpoint-url.js';

describe('problemOfEndpointUrl', () => {
  it.each(['https://example.com/webhooks', 'https://example.com:8443/a?b=c', 'http://[::1]:3000/'])(
    'has nothing against %s',
    (url) => {
      expect(problemOfEndpointUrl(url)).toBeUndefined();
    },
  );

  it.each([
    ['', 'absolute URL'],
    ['example.com/webhooks', 'absolute URL'],
    ['ftp://example.com/', 'must start with https://'],
    ['file:///etc/passwd', 'must start with https://'],
    ['gopher://example.com:6379/_INFO', 'must start with https://'],
    ['javascript:alert(1)', 'must start with https://'],
    ['ws://example.com/', 'must start with https://'],
    ['https://example.com@127.0.0.1/', 'user name or password'],
    ['https://example.com:443@10.0.0.1/', 'user name or password'],
    ['https://1.2.3.256/', 'absolute URL'],
    ['https://exa mple.com/', 'absolute URL'],
    ['https://user:pass@example.com/', 'user name or password'],
    ['https://example.com/#part', 'fragment'],
    [`https://example.com/${'a'.repeat(2048)}`, 'at most 2048'],
  ])('says what is wrong with %p', (url, problem) => {
    expect(problemOfEndpointUrl(url)).toContain(problem);
  });
});

describe('portOfEndpointUrl', () => {
  it.each([
    ['https://example.com/', 443],
    ['https://example.com:443/', 443],
    ['http://example.com/', 80],
    ['https://example.com:8443/', 8443],
    ['https://example.com:0/', 0],
  ])('of %s is %i', (url, port) => {
    expect(portOfEndpointUrl(new URL(url))).toBe(port);
  });
});
