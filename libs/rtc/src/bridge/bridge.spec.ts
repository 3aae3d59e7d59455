import { describe, expect, it } from '@jest/globals';
import { emptyCounters, type LegName, type MediaLeg, type MediaPacket } from '../leg.js';
import { Signal } from '../signal.js';
import { Bridge } from './bridge.js';

class FakeLeg implements MediaLeg {
  readonly connected = new Signal<undefined>(() => undefined);
  readonly failed = new Signal<string>(() => undefined);
  readonly counters = emptyCounters();
  readonly sent: Omit<MediaPacket, 'ssrc'>[] = [];
  closes = 0;
  isWilling = true;
  onPacket: (packet: MediaPacket) => void = () => undefined;

  constructor(readonly name: LegName) {}

  send(packet: Omit<MediaPacket, 'ssrc'>): boolean {
    if (this.isWilling) this.sent.push(packet);
    return this.isWilling;
  }

  close(): void {
    this.closes += 1;
  }
}

function packet(index: number, ssrc = 1): MediaPacket {
  const payload = Buffer.from(`frame ${index}`);
  return { kind: 'opus', ssrc, index, timestamp: index * 960, marker: false, payload };
}

function bridged() {
  const meta = new FakeLeg('META');
  const tenant = new FakeLeg('PBX');
  const errors: unknown[] = [];
  return { meta, tenant, errors, bridge: new Bridge({ meta, tenant }, (e) => errors.push(e)) };
}

describe('Bridge', () => {
  it('passes nothing before the gate opens and counts what it held', () => {
    const { bridge, meta, tenant } = bridged();
    meta.onPacket(packet(1));
    tenant.onPacket(packet(1));
    tenant.onPacket(packet(2));
    expect([meta.sent, tenant.sent]).toEqual([[], []]);
    expect(bridge.stats()).toMatchObject({
      fromMeta: { heldByGate: 1, forwarded: 0 },
      fromTenant: { heldByGate: 2, forwarded: 0 },
    });
  });

  it('passes payloads unchanged both ways once it is open', () => {
    const { bridge, meta, tenant } = bridged();
    bridge.openGate();
    const there = packet(7);
    const back = packet(9);
    meta.onPacket(there);
    tenant.onPacket(back);
    expect(tenant.sent.map(({ payload }) => payload)).toEqual([there.payload]);
    expect(meta.sent.map(({ payload }) => payload)).toEqual([back.payload]);
    expect(tenant.sent[0]?.marker).toBe(true);
  });

  it('counts what the other leg could not send as dropped', () => {
    const { bridge, meta, tenant } = bridged();
    bridge.openGate();
    tenant.isWilling = false;
    meta.onPacket(packet(1));
    expect(bridge.stats().fromMeta).toMatchObject({ forwarded: 0, dropped: 1 });
  });

  it('closes its legs once, tells once, and passes nothing afterwards', () => {
    const { bridge, meta, tenant } = bridged();
    const reasons: string[] = [];
    bridge.closed.on((reason) => reasons.push(reason));
    bridge.openGate();
    bridge.close('first');
    bridge.close('second');
    bridge.openGate();
    meta.onPacket(packet(1));
    expect(reasons).toEqual(['first']);
    expect([meta.closes, tenant.closes]).toEqual([1, 1]);
    expect(tenant.sent).toEqual([]);
  });

  it('tells which leg connected or failed; a listener that throws changes nothing', () => {
    const { bridge, meta, tenant, errors } = bridged();
    const heard: unknown[] = [];
    bridge.legConnected.on(() => {
      throw new Error('listener');
    });
    bridge.legConnected.on((leg) => heard.push(leg));
    bridge.legFailed.on((failure) => heard.push(failure));
    meta.connected.emit(undefined);
    tenant.failed.emit('gone');
    expect(heard).toEqual(['META', { leg: 'PBX', reason: 'gone' }]);
    expect(errors).toHaveLength(1);
  });
});
