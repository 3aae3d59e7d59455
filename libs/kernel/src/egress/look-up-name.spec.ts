import { beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type * as lookUps from './look-up-name.js';

const resolve4 = jest.fn<(name: string) => Promise<string[]>>();
const resolve6 = jest.fn<(name: string) => Promise<string[]>>();
const lookup = jest.fn<(name: string) => Promise<{ address: string }[]>>();
jest.unstable_mockModule('node:dns/promises', () => ({
  lookup,
  Resolver: jest.fn(() => ({ resolve4, resolve6 })),
}));

let names: typeof lookUps;
beforeAll(async () => {
  names = await import('./look-up-name.js');
});
beforeEach(() => {
  for (const mock of [resolve4, resolve6, lookup]) mock.mockReset();
});

const none = Object.assign(new Error('queryA ENODATA'), { code: 'ENODATA', syscall: 'queryA' });

describe('looking up a name by DNS', () => {
  it('tells all its addresses, IPv4 first', async () => {
    resolve6.mockResolvedValue(['2606:4700::1111']);
    resolve4.mockResolvedValue(['1.1.1.1', '1.0.0.1']);
    expect(await names.lookUpByDns('two.example.com')).toEqual([
      { address: '1.1.1.1' },
      { address: '1.0.0.1' },
      { address: '2606:4700::1111' },
    ]);
  });

  it('does with one kind of address', async () => {
    resolve4.mockRejectedValue(none);
    resolve6.mockResolvedValue(['2606:4700::1111']);
    expect(await names.lookUpByDns('six.example.com')).toEqual([{ address: '2606:4700::1111' }]);
  });

  it("throws Node's error when there is none", async () => {
    resolve4.mockRejectedValue(none);
    resolve6.mockRejectedValue(new Error('another'));
    await expect(names.lookUpByDns('none.example.com')).rejects.toBe(none);
  });

  it('never asks the machine, whose look-ups wait for each other', async () => {
    resolve4.mockResolvedValue(['1.1.1.1']);
    resolve6.mockResolvedValue([]);
    await names.lookUpByDns('hooks.example.com');
    expect(lookup).not.toHaveBeenCalled();
  });
});
