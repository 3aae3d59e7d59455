import { describe, expect, it } from '@jest/globals';
import { createLogger, loadConfig, metrics } from '#patchbay/kernel';
import { FrozenClock } from '#patchbay/kernel/testing';
import { addressConfigSchema } from '../address.config.js';
import { AdmitAddress, metaRanges } from './admit-address.js';

const META = '157.240.22.35';
const STRANGER = '203.0.113.7';

function admission(env: Record<string, string>) {
  const lines: string[] = [];
  const destination = { write: (line: string) => lines.push(line) };
  const clock = new FrozenClock(0);
  const { address } = loadConfig({ address: addressConfigSchema }, env);
  const logger = createLogger({ name: 'test', level: 'warn', destination });
  const admit = new AdmitAddress(address, clock, logger);
  return {
    clock,
    lines,
    isAdmitted: (peer: string | undefined, headers: Record<string, string> = {}) =>
      admit.refusalOf({ peer, headers }) === undefined,
    refusal: (peer: string) => admit.refusalOf({ peer, headers: {} }),
  };
}

async function refused(reason: string): Promise<number> {
  const found = await metrics.getSingleMetric('patchbay_webhook_addresses_refused_total')?.get();
  return found?.values.find(({ labels }) => labels.reason === reason)?.value ?? 0;
}

describe('the allow-list of addresses', () => {
  it('is off unless it is asked for', () => {
    const { isAdmitted } = admission({});
    expect([META, STRANGER, undefined].map((peer) => isAdmitted(peer))).toEqual([true, true, true]);
  });

  it('takes the ranges that Meta publishes, to their ends, and nothing beside them', () => {
    const { isAdmitted } = admission({ META_WEBHOOK_ADDRESSES: 'meta' });
    expect(metaRanges()).toHaveLength(23);
    const inside = [
      '31.13.24.0',
      '31.13.31.255',
      '57.147.255.255',
      '204.15.23.255',
      `::ffff:${META}`,
    ];
    const outside = ['31.13.23.255', '31.13.32.0', '57.148.0.0', '204.15.24.0', '::1', STRANGER];
    expect(inside.filter((peer) => !isAdmitted(peer))).toEqual([]);
    expect(outside.filter((peer) => isAdmitted(peer))).toEqual([]);
    expect(isAdmitted(undefined)).toBe(false);
  });

  it('takes further ranges beside them, or instead', () => {
    const both = admission({ META_WEBHOOK_ADDRESSES: 'meta, 2a03:2880::/32' });
    expect([META, '2a03:2880::1', STRANGER].map((peer) => both.isAdmitted(peer))).toEqual([
      true,
      true,
      false,
    ]);
    const own = admission({ META_WEBHOOK_ADDRESSES: '203.0.113.0/24' });
    expect([META, STRANGER].map((peer) => own.isAdmitted(peer))).toEqual([false, true]);
  });

  it('believes the header from its proxies only', () => {
    const forwarded = { 'x-forwarded-for': META };
    const alone = admission({ META_WEBHOOK_ADDRESSES: 'meta' });
    expect(alone.isAdmitted('10.0.0.2', forwarded)).toBe(false);
    const behind = admission({
      META_WEBHOOK_ADDRESSES: 'meta',
      META_WEBHOOK_PROXIES: '10.0.0.0/8',
    });
    expect(behind.isAdmitted('10.0.0.2', forwarded)).toBe(true);
    expect(behind.isAdmitted('10.0.0.2', { 'x-forwarded-for': `${META}, ${STRANGER}` })).toBe(
      false,
    );
    expect(behind.isAdmitted('10.0.0.2', { 'x-real-ip': META })).toBe(false);
    expect(behind.isAdmitted(STRANGER, forwarded)).toBe(false);
    const named = admission({
      META_WEBHOOK_ADDRESSES: 'meta',
      META_WEBHOOK_PROXIES: '10.0.0.0/8',
      META_WEBHOOK_PROXY_HEADER: 'CF-Connecting-IP',
    });
    expect(named.isAdmitted('10.0.0.2', { 'cf-connecting-ip': META })).toBe(true);
    expect(named.isAdmitted('10.0.0.2', forwarded)).toBe(false);
  });

  it('says why to the refused, counts each, and logs one a minute', async () => {
    const { clock, lines, refusal } = admission({ META_WEBHOOK_ADDRESSES: 'meta' });
    const before = await refused('NOT_LISTED');
    expect(refusal(STRANGER)).toMatch(/^Webhooks are not taken from this address\. .*META_WEBHOOK/);
    refusal(STRANGER);
    clock.advance(60_000);
    refusal(STRANGER);
    expect(lines).toHaveLength(2);
    expect(JSON.parse(lines[0]!)).toMatchObject({ msg: 'webhook.address_refused', peer: STRANGER });
    expect((await refused('NOT_LISTED')) - before).toBe(3);
  });

  it.each(['', 'Meta', 'meta,', 'any,meta', '157.240.0.0', 'meta;10.0.0.0/8'])(
    'is not configured by %j',
    (text) => {
      expect(() => admission({ META_WEBHOOK_ADDRESSES: text })).toThrow('META_WEBHOOK_ADDRESSES: ');
    },
  );
});
