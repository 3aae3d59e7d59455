const ADDRESS =
  /\b\d{1,3}(?:\.\d{1,3}){3}\b|(?<![\w:])(?:[\da-f]{0,4}:){2,7}[\da-f]{0,4}(?![\w:])/gi;

/** Attributes that say what is spoken and how, and hold no key, no identity and no address. */
const SHOWN = new Set([
  'rtpmap',
  'fmtp',
  'ptime',
  'maxptime',
  'sendrecv',
  'sendonly',
  'recvonly',
  'inactive',
  'setup',
  'mid',
  'group',
  'rtcp-mux',
  'rtcp-rsize',
  'rtcp-fb',
  'ice-lite',
  'ice-options',
  'extmap',
  'end-of-candidates',
]);

const HIDDEN = '[redacted]';

/** Of these the first words are of use: which suite, which hash, which way of reaching a peer. */
const SHORTENED: Readonly<Record<string, (words: readonly string[]) => string>> = {
  crypto: (words) => [...words.slice(0, 2), HIDDEN].join(' '),
  fingerprint: (words) => [...words.slice(0, 1), HIDDEN].join(' '),
  candidate: (words) => [HIDDEN, ...words.slice(1, 3), HIDDEN, ...words.slice(5, 8)].join(' '),
};

function redactAttribute(line: string): string {
  const [, name = '', value] = /^a=([\w-]+)(?::([^]*))?$/.exec(line) ?? [];
  if (SHOWN.has(name)) return line;
  const shorten = SHORTENED[name];
  if (shorten !== undefined) return `a=${name}:${shorten((value ?? '').split(' '))}`;
  return name === '' ? `a=${HIDDEN}` : `a=${name}:${HIDDEN}`;
}

function redactLine(line: string): string {
  if (line.startsWith('a=')) return redactAttribute(line).replaceAll(ADDRESS, HIDDEN);
  // RFC 8866 §5.9 and §5.14: times and media lines name nobody.
  if (/^[vtm]=/.test(line)) return line.replaceAll(ADDRESS, HIDDEN);
  if (line.startsWith('c=')) return `c=${line.slice(2).split(' ').slice(0, 2).join(' ')} ${HIDDEN}`;
  return `${line.slice(0, 2)}${HIDDEN}`;
}

/**
 * An SDP as a stranger may see it: what is spoken and how. Keys, ICE secrets, fingerprints, addresses
 * and names are gone; what is not known to be harmless is, too.
 */
export function redactSdp(sdp: string): string {
  return sdp
    .split(/\r\n|\r|\n/)
    .filter((line) => /^[a-z]=/.test(line))
    .map(redactLine)
    .join('\n');
}
