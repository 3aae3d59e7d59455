import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { EgressGuard, EgressRefused } from './egress-guard.js';
import { SPECIAL_RANGES, SPECIAL_RANGES_AS_OF, specialRangeOf } from './special-ranges.js';

type Bytes = readonly number[];

const octets = (length: 4 | 16): fc.Arbitrary<Bytes> =>
  fc.array(fc.integer({ min: 0, max: 255 }), { minLength: length, maxLength: length });

const textOf = (bytes: Bytes): string => ipaddr.fromByteArray([...bytes]).toString();

/** The address of a block that has these bits where the block leaves them free. */
function addressWithin(cidr: string, free: Bytes | number): Bytes {
  const [network, bits] = ipaddr.parseCIDR(cidr);
  return network.toByteArray().map((byte, index) => {
    const mask = 0xff >> Math.min(8, Math.max(0, bits - index * 8));
    return (byte & ~mask) | ((typeof free === 'number' ? free : free[index]!) & mask);
  });
}

/** Any address of a block; its first and its last one often. */
function addressIn(cidr: string): fc.Arbitrary<Bytes> {
  const edges = fc.constantFrom(0, 255);
  const any = octets(cidr.includes(':') ? 16 : 4);
  return fc
    .oneof<fc.MaybeWeightedArbitrary<Bytes | number>[]>(
      { weight: 1, arbitrary: edges },
      { weight: 3, arbitrary: any },
    )
    .map((free) => addressWithin(cidr, free));
}

/** Public by the judgement of ipaddr.js, which is not the one under test. */
const publicIpv4 = (): fc.Arbitrary<Bytes> =>
  octets(4).filter(
    (bytes) => textOf(bytes) !== '168.63.129.16' && isUnicast(ipaddr.fromByteArray([...bytes])),
  );
const publicIpv6 = (): fc.Arbitrary<Bytes> =>
  octets(16)
    .map(([first, ...rest]) => [0x20 | (first! & 0x1f), ...rest])
    .filter((bytes) => isUnicast(ipaddr.fromByteArray([...bytes])));
const isUnicast = (address: ipaddr.IPv4 | ipaddr.IPv6): boolean => address.range() === 'unicast';

const wide = (text: string): string =>
  text.replace(/[0-9a-z]/g, (char) => String.fromCodePoint(char.codePointAt(0)! + 0xfee0));

function ipv4Spellings(bytes: Bytes): string[] {
  const [a, b, c, d] = bytes as [number, number, number, number];
  const whole = a * 2 ** 24 + b * 2 ** 16 + c * 2 ** 8 + d;
  const plain = bytes.join('.');
  const hex = (value: number): string => `0x${value.toString(16)}`;
  const octal = (value: number): string => `0${value.toString(8)}`;
  const spelled = [
    plain,
    String(whole),
    hex(whole),
    hex(whole).toUpperCase(),
    `0x${whole.toString(16).padStart(12, '0')}`,
    octal(whole),
    bytes.map(hex).join('.'),
    bytes.map(octal).join('.'),
    bytes.map((byte) => octal(byte).padStart(8, '0')).join('.'),
    `${hex(a)}.${octal(b)}.${c}.${hex(d)}`,
    `${a}.${whole % 2 ** 24}`,
    `${octal(a)}.${hex(whole % 2 ** 24)}`,
    `${a}.${b}.${whole % 2 ** 16}`,
    `${hex(a)}.${b}.${octal(whole % 2 ** 16)}`,
    wide(plain),
    wide(hex(whole)),
    plain.replaceAll('.', '\u3002'),
    plain.replaceAll('.', '\uff0e'),
  ];
  const [high, low] = words(bytes);
  return [
    ...spelled,
    ...spelled.map((text) => `${text}.`),
    `::ffff:${plain}`,
    `::FFFF:${high}:${low}`,
    `0:0:0:0:0:ffff:${plain}`,
    `0000:0000:0000:0000:0000:ffff:${high.padStart(4, '0')}:${low.padStart(4, '0')}`,
  ];
}

/** IPv4 as the two words that it is inside of IPv6. */
function words(bytes: Bytes): [string, string] {
  const [a, b, c, d] = bytes as [number, number, number, number];
  return [(a * 256 + b).toString(16), (c * 256 + d).toString(16)];
}

function ipv6Spellings(bytes: Bytes): string[] {
  const address = new ipaddr.IPv6([...bytes]);
  const short = address.toRFC5952String();
  const long = address.parts.map((part) => part.toString(16).padStart(4, '0')).join(':');
  const dotted = `${address.parts
    .slice(0, 6)
    .map((part) => part.toString(16))
    .join(':')}:${bytes.slice(12).join('.')}`;
  return [
    short,
    long,
    address.toNormalizedString(),
    dotted,
    short.toUpperCase(),
    long.toUpperCase(),
  ];
}

/** Every way in which the systems of this world write one address; the plain one first. */
const spellings = (bytes: Bytes): string[] =>
  bytes.length === 4 ? ipv4Spellings(bytes) : ipv6Spellings(bytes);

const guard = new EgressGuard([], () => Promise.reject(new Error('nothing here asks DNS')));
const RUNS = { numRuns: 40 };

/** The address to connect to, or "refused" with the reason. */
async function verdict(host: string): Promise<string> {
  try {
    const { address, family } = await guard.resolve(host);
    return `${family} ${address}`;
  } catch (error) {
    if (error instanceof EgressRefused) return `refused: ${error.reason}`;
    throw error;
  }
}

/** The host as it comes out of a URL: what the fan-out hands to the guard. */
const throughUrl = (host: string): string =>
  new URL(`https://${host.includes(':') ? `[${host}]` : host}/`).hostname;

describe('the special ranges', () => {
  it('are dated, each is there once, and none hides behind a wider one', () => {
    expect(SPECIAL_RANGES_AS_OF).toMatch(/^20\d\d-\d\d-\d\d$/);
    expect(new Set(SPECIAL_RANGES.map(({ cidr }) => cidr)).size).toBe(SPECIAL_RANGES.length);
    for (const { cidr, range } of SPECIAL_RANGES) {
      const ends = [0, 255].map((byte) => addressWithin(cidr, byte));
      expect(ends.map((bytes) => specialRangeOf(ipaddr.fromByteArray([...bytes])))).toContain(
        range,
      );
    }
  });

  // The library's own table is another hand's reading of the registries.
  it('hold every address that ipaddr.js does not call unicast', () => {
    const any4 = octets(4).map((bytes) => ipaddr.fromByteArray([...bytes]));
    const any6 = octets(16).map((bytes) => ipaddr.fromByteArray([...bytes]));
    const special = fc
      .constantFrom(...SPECIAL_RANGES)
      .chain(({ cidr }) => addressIn(cidr))
      .map((bytes) => ipaddr.fromByteArray([...bytes]));
    fc.assert(
      fc.property(fc.oneof(any4, any6, special), (address) => {
        if (address.range() === 'unicast' || address.range() === 'ipv4Mapped') return;
        expect(specialRangeOf(address)).toBeDefined();
      }),
      { numRuns: 500 },
    );
  });
});

describe('the egress guard, of every special range', () => {
  it.each(SPECIAL_RANGES)('refuses all of $cidr ($source) in every spelling', async ({ cidr }) => {
    const spelled = addressIn(cidr).chain((bytes) => fc.constantFrom(...spellings(bytes)));
    await fc.assert(
      fc.asyncProperty(spelled, async (host) => {
        const expected = await verdict(host);
        expect(expected).toMatch(/^refused: \S+ range$/);
        expect(await verdict(throughUrl(host))).toBe(expected);
        expect(() => {
          guard.assertAddressAllowed(host);
        }).toThrow(EgressRefused);
      }),
      RUNS,
    );
  });

  it('refuses whatever IPv4 is inside an IPv6 of transition, a public one too', async () => {
    const inside = fc.oneof(
      publicIpv4(),
      fc
        .constantFrom(...SPECIAL_RANGES.filter(({ cidr }) => !cidr.includes(':')))
        .chain(({ cidr }) => addressIn(cidr)),
    );
    await fc.assert(
      fc.asyncProperty(inside, octets(4), async (v4, other) => {
        const [high, low] = words(v4);
        const client = words(v4.map((byte) => 255 - byte)).join(':');
        const server = words(other).join(':');
        for (const host of [
          `64:ff9b::${v4.join('.')}`,
          `64:ff9b:1::${high}:${low}`,
          `::ffff:0:${v4.join('.')}`,
          `2002:${high}:${low}::1`,
          `2001:0:${server}:8000:63bf:${client}`,
          `2001:0:${high}:${low}:8000:63bf:${server}`,
        ]) {
          expect(await verdict(host)).toMatch(/^refused: (rfc6052|rfc6145|6to4|teredo) range$/);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('gives an IPv4 the same verdict alone and mapped into IPv6, in every spelling', async () => {
    await fc.assert(
      fc.asyncProperty(octets(4), async (bytes) => {
        const [canonical, ...others] = spellings(bytes);
        const expected = await verdict(canonical!);
        for (const host of others) {
          expect([host, await verdict(host)]).toEqual([host, expected]);
          expect(await verdict(throughUrl(host))).toBe(expected);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('gives an IPv6 the same verdict in every spelling', async () => {
    await fc.assert(
      fc.asyncProperty(octets(16), async (bytes) => {
        const all = spellings(bytes);
        const verdicts = await Promise.all([...all, ...all.map(throughUrl)].map(verdict));
        expect(new Set(verdicts).size).toBe(1);
      }),
      { numRuns: 60 },
    );
  });

  it('lets every public unicast address through, and gives its plain form', async () => {
    await fc.assert(
      fc.asyncProperty(publicIpv4(), publicIpv6(), async (v4, v6) => {
        for (const bytes of [v4, v6]) {
          const plain = ipaddr.fromByteArray([...bytes]).toString();
          const spelled = spellings(bytes);
          for (const host of spelled) {
            expect(await verdict(host)).toBe(`${bytes.length === 4 ? 4 : 6} ${plain}`);
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});
