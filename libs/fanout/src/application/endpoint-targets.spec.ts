import { describe, expect, it, jest } from '@jest/globals';
import { type AddressLookup, type Cidr, EgressGuard, parseCidrs } from '#patchbay/kernel';
import { EndpointTargets } from './endpoint-targets.js';

const PUBLIC = { address: '1.1.1.1' };

function targets(options: { allow?: readonly Cidr[]; ports?: number[] } = {}) {
  const { allow = [], ports = [443, 8443] } = options;
  const lookUp = jest.fn<AddressLookup>().mockResolvedValue([PUBLIC]);
  const guard = new EgressGuard(allow, lookUp);
  const config = { DANGEROUS_EGRESS_ALLOW: allow };
  const resolver = new EndpointTargets(guard, config, { FANOUT_PORTS: ports });
  return { lookUp, resolve: (url: string) => resolver.resolve(new URL(url)) };
}

describe('EndpointTargets', () => {
  it.each([
    'https://hooks.example.com/',
    'https://hooks.example.com:443/',
    'https://hooks.example.com:8443/a?b=c',
    'https://hooks.example.com./',
    'https://1.1.1.1/',
    'https://[::ffff:1.1.1.1]/',
    'https://0x01.0x01.257/',
    'https://１.１.１.１/',
    // A backslash is a slash: what follows it is a path.
    'https://1.1.1.1\\@127.0.0.1/',
  ])('gives the address of %s', async (url) => {
    await expect(targets().resolve(url)).resolves.toEqual({ address: '1.1.1.1', family: 4 });
  });

  it.each([
    ['http://hooks.example.com/', 'plain http, https is required'],
    ['http://hooks.example.com:443/', 'plain http, https is required'],
    ['https://hooks.example.com:22/', 'port 22, allowed is 443, 8443'],
    ['https://hooks.example.com:80/', 'port 80, allowed is 443, 8443'],
    ['https://hooks.example.com:6379/', 'port 6379, allowed is 443, 8443'],
    ['https://hooks.example.com:0/', 'port 0, allowed is 443, 8443'],
    ['ftp://hooks.example.com/', 'must start with https://'],
    ['https://user:pass@hooks.example.com/', 'must hold no user name'],
    ['https://hooks.example.com@10.0.0.1/', 'must hold no user name'],
    ['https://localhost/', 'loopback range'],
    ['https://ｌｏｃａｌｈｏｓｔ/', 'loopback range'],
    ['https://local%68ost/', 'loopback range'],
    ['https://127.1/', 'loopback range'],
    ['https://2130706433/', 'loopback range'],
    ['https://0177.0.0.1/', 'loopback range'],
    ['https://0x7f000001/', 'loopback range'],
    ['https://127.0.0.1./', 'loopback range'],
    ['https://①②⑦.0.0.1/', 'loopback range'],
    ['https://127。0。0。1/', 'loopback range'],
    ['https:\\\\127.0.0.1\\', 'loopback range'],
    ['https://[::ffff:a9fe:a9fe]/', 'linkLocal range'],
    ['https://169.254.169.254/latest/meta-data/', 'linkLocal range'],
    ['https://[fd00:ec2::254]/', 'uniqueLocal range'],
    ['https://metadata.google.internal/', 'metadata name'],
    ['https://[64:ff9b::7f00:1]/', 'rfc6052 range'],
  ])('refuses %s: %s', async (url, reason) => {
    const { lookUp, resolve } = targets();
    await expect(resolve(url)).rejects.toMatchObject({
      name: 'EgressRefused',
      reason: expect.stringContaining(reason),
    });
    expect(lookUp.mock.calls.flat().filter((name) => name !== 'hooks.example.com')).toEqual([]);
  });

  it('asks DNS again each time, and refuses the name once it leads inside', async () => {
    const { lookUp, resolve } = targets();
    lookUp.mockResolvedValueOnce([PUBLIC]).mockResolvedValueOnce([{ address: '10.0.0.1' }]);
    const url = 'https://rebind.example.com/';
    await expect(resolve(url)).resolves.toMatchObject({ address: '1.1.1.1' });
    await expect(resolve(url)).rejects.toMatchObject({ reason: 'private range' });
    await expect(resolve(url)).resolves.toMatchObject({ address: '1.1.1.1' });
    expect(lookUp).toHaveBeenCalledTimes(3);
  });

  it('refuses a name with a public and a private address', async () => {
    const { lookUp, resolve } = targets();
    lookUp.mockResolvedValue([PUBLIC, { address: 'fd00::7' }]);
    await expect(resolve('https://two.example.com/')).rejects.toMatchObject({
      reason: 'uniqueLocal range',
    });
  });

  it('lets plain http and any port through to a laptop’s allow-list only', async () => {
    const { lookUp, resolve } = targets({ allow: parseCidrs('127.0.0.0/8') });
    lookUp.mockResolvedValue([{ address: '127.0.0.1' }]);
    for (const url of ['http://127.0.0.1:9/', 'http://localhost:3000/', 'https://127.0.0.1:22/']) {
      await expect(resolve(url)).resolves.toMatchObject({ address: '127.0.0.1' });
    }
    lookUp.mockResolvedValue([PUBLIC]);
    for (const url of ['http://hooks.example.com/', 'https://hooks.example.com:9/']) {
      await expect(resolve(url)).rejects.toMatchObject({ name: 'EgressRefused' });
    }
  });

  it('knows the ports of the configuration', async () => {
    const { resolve } = targets({ ports: [9443] });
    await expect(resolve('https://hooks.example.com:9443/')).resolves.toBeDefined();
    await expect(resolve('https://hooks.example.com/')).rejects.toMatchObject({
      reason: 'port 443, allowed is 9443',
    });
  });
});
