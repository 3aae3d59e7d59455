import { beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { parseCidrs } from './cidr.js';
import type * as guards from './egress-guard.js';

interface Answer {
  address: string;
  family: 4 | 6;
}
const lookup = jest.fn<(host: string) => Promise<Answer[]>>();
jest.unstable_mockModule('./look-up-name.js', () => ({
  lookUpByDns: lookup,
  lookUpByMachine: lookup,
}));

let EgressGuard: typeof guards.EgressGuard;
let EgressRefused: typeof guards.EgressRefused;
beforeAll(async () => {
  ({ EgressGuard, EgressRefused } = await import('./egress-guard.js'));
});
beforeEach(() => {
  lookup.mockReset();
});

/** One or more addresses of each range that nobody on the internet has. */
const REFUSED = {
  'this network': ['0.0.0.0', '0.1.2.3'],
  private: ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1'],
  'shared, carrier NAT': ['100.64.0.1', '100.127.255.254'],
  loopback: ['127.0.0.1', '127.255.255.254', '::1'],
  'link-local, metadata': ['169.254.169.254', '169.254.0.1', 'fe80::1', 'febf::1'],
  'protocol assignments': ['192.0.0.1', '192.0.0.170'],
  documentation: ['192.0.2.1', '198.51.100.1', '203.0.113.1', '2001:db8::1', '3fff::1'],
  benchmarks: ['198.18.0.1', '198.19.255.255', '2001:2::1'],
  multicast: ['224.0.0.1', '239.255.255.255', 'ff02::1', 'ff0e::1'],
  reserved: ['240.0.0.1', '255.255.255.255'],
  unspecified: ['::'],
  'unique local': ['fc00::1', 'fd12:3456::1', 'fd00:ec2::254'],
  'site-local': ['fec0::1'],
  'discard-only': ['100::1'],
  'mapped IPv4': ['::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:169.254.169.254', '::ffff:10.0.0.1'],
  'compatible IPv4': ['::127.0.0.1', '::a00:1'],
  'translated IPv4': ['64:ff9b::127.0.0.1', '64:ff9b:1::1', '::ffff:0:127.0.0.1'],
  '6to4 and Teredo': ['2002:7f00:1::1', '2001:0:4136:e378::1'],
  'with a zone': ['fe80::1%eth0'],
  'IPv4 written otherwise': ['2130706433', '0x7f000001', '0177.0.0.1', '127.1'],
};

describe('the egress guard', () => {
  it.each(Object.entries(REFUSED))('refuses %s', async (_, addresses) => {
    const guard = new EgressGuard();
    for (const address of addresses) {
      expect(() => {
        guard.assertAddressAllowed(address);
      }).toThrow(EgressRefused);
      await expect(guard.resolve(address)).rejects.toThrow(EgressRefused);
    }
    expect(lookup).not.toHaveBeenCalled();
  });

  it.each(['1.1.1.1', '8.8.8.8', '157.240.1.1', '2a03:2880:f003::1', '2606:4700::1111'])(
    'lets %s through',
    (address) => {
      expect(() => {
        new EgressGuard().assertAddressAllowed(address);
      }).not.toThrow();
    },
  );

  it('lets a mapped address through as what it maps', async () => {
    await expect(new EgressGuard().resolve('[::ffff:8.8.8.8]')).resolves.toEqual({
      address: '8.8.8.8',
      family: 4,
    });
  });

  it('gives an address in its plain form, whatever form it was asked in', async () => {
    const { address } = await new EgressGuard().resolve('0x08.0x08.2056');
    expect(address).toBe('8.8.8.8');
  });

  it.each(['', 'localhost', '1.2.3.256', 'not an address', '1.2.3.4.5', '::g'])(
    'takes %j for no address',
    (text) => {
      const guard = new EgressGuard();
      expect(() => {
        guard.assertAddressAllowed(text);
      }).toThrow(EgressRefused);
    },
  );

  it('lets through what a laptop allows, in whichever form, and nothing else', () => {
    const guard = new EgressGuard(parseCidrs('127.0.0.0/8, ::1/128'));
    for (const address of ['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1']) {
      expect(() => {
        guard.assertAddressAllowed(address);
      }).not.toThrow();
    }
    for (const address of ['10.0.0.1', '::2', 'fe80::1']) {
      expect(() => {
        guard.assertAddressAllowed(address);
      }).toThrow(EgressRefused);
    }
  });

  it('gives the address to connect to, so that the name is asked once', async () => {
    lookup.mockResolvedValue([
      { address: '2606:4700::1111', family: 6 },
      { address: '1.1.1.1', family: 4 },
    ]);
    const target = await new EgressGuard().resolve('hooks.example.com');
    expect(target).toEqual({ address: '2606:4700::1111', family: 6 });
    expect(lookup).toHaveBeenCalledTimes(1);
  });

  it('refuses a name when any of its addresses is refused', async () => {
    lookup.mockResolvedValue([
      { address: '1.1.1.1', family: 4 },
      { address: '10.0.0.1', family: 4 },
    ]);
    await expect(new EgressGuard().resolve('rebind.example.com')).rejects.toThrow(
      '10.0.0.1 may not be reached: private range',
    );
  });

  it.each([
    ['localhost', 'loopback range'],
    ['LOCALHOST.', 'loopback range'],
    ['app.localhost', 'loopback range'],
    ['localhost.localdomain', 'loopback range'],
    ['ⓛⓞⓒⓐⓛⓗⓞⓢⓣ', 'loopback range'],
    ['local\u00adhost', 'loopback range'],
    ['metadata.google.internal', 'metadata name'],
    ['Metadata.Google.Internal.', 'metadata name'],
    ['metadata.goog', 'metadata name'],
    ['instance-data', 'metadata name'],
    ['db.internal', 'name of a private network'],
    ['printer.local', 'name of a private network'],
    ['router.home.arpa', 'name of a private network'],
    ['postgres.default.svc.cluster.local', 'name of a private network'],
    ['postgres', 'name without a domain'],
    ['postgres.', 'name without a domain'],
  ])('refuses the name %s without asking DNS: %s', async (name, reason) => {
    lookup.mockResolvedValue([{ address: '1.1.1.1', family: 4 }]);
    await expect(new EgressGuard().resolve(name)).rejects.toMatchObject({ reason });
    expect(lookup).not.toHaveBeenCalled();
  });

  it.each([
    '',
    '.',
    'a..example.com',
    'localhost..',
    'user@example.com',
    'example.com:22',
    'example.com/path',
    'example.com%00.internal',
    'local%68ost',
    'a b.example.com',
    '[example.com',
    '[::1',
    '1.2.3.256',
    '127.0.0.08',
    '0x7f.0.0.1.2',
    '4294967296',
    '::ffff:0177.0.0.1',
    '::1::',
    `${'a'.repeat(64)}.example.com`,
    `${'a.'.repeat(127)}com`,
  ])('takes %j for no host, and does not ask DNS', async (host) => {
    await expect(new EgressGuard().resolve(host)).rejects.toThrow(EgressRefused);
    expect(lookup).not.toHaveBeenCalled();
  });

  it.each([
    ['Hooks.Example.COM', 'hooks.example.com'],
    ['hooks.example.com.', 'hooks.example.com.'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['localhost.example.com', 'localhost.example.com'],
    ['internal.example', 'internal.example'],
    ['a_b.example.com', 'a_b.example.com'],
  ])('asks DNS for %s as %s', async (host, name) => {
    lookup.mockResolvedValue([{ address: '1.1.1.1', family: 4 }]);
    await expect(new EgressGuard().resolve(host)).resolves.toMatchObject({ address: '1.1.1.1' });
    expect(lookup.mock.calls.map(([asked]) => asked)).toEqual([name]);
  });

  it('judges a laptop’s names by their addresses, but tells no metadata name', async () => {
    const guard = new EgressGuard(parseCidrs('127.0.0.0/8'));
    lookup.mockResolvedValue([{ address: '127.0.0.1', family: 4 }]);
    await expect(guard.resolve('localhost')).resolves.toMatchObject({ address: '127.0.0.1' });
    lookup.mockResolvedValue([{ address: '10.0.0.1', family: 4 }]);
    await expect(guard.resolve('tenant')).rejects.toMatchObject({ reason: 'private range' });
    await expect(guard.resolve('metadata.google.internal')).rejects.toThrow('metadata name');
  });

  it.each(['10.0.0.1', '169.254.169.254', 'fd00:ec2::254', '::ffff:10.0.0.1', 'fe80::1%eth0'])(
    'refuses a name with one public address and %s, in either order',
    async (address) => {
      const trap = { address, family: address.includes(':') ? 6 : 4 } as const;
      const good = { address: '1.1.1.1', family: 4 } as const;
      for (const answers of [
        [good, trap],
        [trap, good],
      ]) {
        lookup.mockResolvedValue(answers);
        await expect(new EgressGuard().resolve('two.example.com')).rejects.toThrow(EgressRefused);
      }
    },
  );

  it('checks a name anew each time: public at first, private afterwards', async () => {
    const guard = new EgressGuard();
    lookup.mockResolvedValueOnce([{ address: '1.1.1.1', family: 4 }]);
    lookup.mockResolvedValueOnce([{ address: '127.0.0.1', family: 4 }]);
    await expect(guard.resolve('rebind.example.com')).resolves.toMatchObject({
      address: '1.1.1.1',
    });
    await expect(guard.resolve('rebind.example.com')).rejects.toThrow('loopback range');
  });

  it('refuses a public address with a zone, and the address of Azure’s own services', async () => {
    const guard = new EgressGuard();
    await expect(guard.resolve('2606:4700::1111%eth0')).rejects.toThrow('address with a zone');
    await expect(guard.resolve('168.63.129.16')).rejects.toThrow('metadata range');
  });

  it('refuses a name without an address', async () => {
    lookup.mockResolvedValue([]);
    await expect(new EgressGuard().resolve('none.example.com')).rejects.toThrow(EgressRefused);
  });
});
