const MAX_LENGTH = 2048;

/** What is wrong with the form of an endpoint's URL, in words for the one who gave it. */
export function problemOfEndpointUrl(text: string): string | undefined {
  if (text.length > MAX_LENGTH) return `must be at most ${MAX_LENGTH} characters`;
  if (!URL.canParse(text)) return 'must be an absolute URL such as https://example.com/webhooks';
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'must start with https://';
  if (url.username !== '' || url.password !== '') {
    return 'must hold no user name or password: verify the signature of each message instead';
  }
  if (url.hash !== '') return 'must hold no fragment (#…): it would never be sent';
  return undefined;
}

/** The port that a URL leads to, said or not. */
export function portOfEndpointUrl(url: URL): number {
  if (url.port !== '') return Number(url.port);
  return url.protocol === 'https:' ? 443 : 80;
}
