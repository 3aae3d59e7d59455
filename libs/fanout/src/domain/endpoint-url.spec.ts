import { describe, expect, it } from '@jest/globals';
import { problemOfEndpointUrl } from './endpoint-url.js';

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
    ['https://user:pass@example.com/', 'user name or password'],
    ['https://example.com/#part', 'fragment'],
    [`https://example.com/${'a'.repeat(2048)}`, 'at most 2048'],
  ])('says what is wrong with %p', (url, problem) => {
    expect(problemOfEndpointUrl(url)).toContain(problem);
  });
});
