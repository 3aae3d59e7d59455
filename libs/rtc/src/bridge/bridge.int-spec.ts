import { randomBytes } from 'node:crypto';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { EgressGuard, parseCidrs, SystemClock } from '#patchbay/kernel';
import { classes, Message, methods } from 'werift';
import { eventually } from '#patchbay/kernel/testing';
import { PortPool } from '../net/port-pool.js';
import { BadSdp } from '../sdp/bad-sdp.js';
import { SdesLeg } from '../sdes/sdes-leg.js';
import {
  numberedFrame,
  numberOf,
  type PeerMedia,
  Relay,
  SdesPeer,
  WebRtcPeer,
} from '../testing/index.js';
import { createDtlsCertificate, type DtlsCertificate } from '../webrtc/certificate.js';
import { WebRtcLeg } from '../webrtc/webrtc-leg.js';
import { Bridge } from './bridge.js';

const closers: (() => Promise<void> | void)[] = [];
let certificate: DtlsCertificate;
let reported: unknown[] = [];

function environment(overrides: { iceTimeoutMs?: number; egress?: EgressGuard } = {}) {
  return {
    bindAddress: '127.0.0.1',
    announcedAddress: '127.0.0.1',
    ports: new PortPool({ min: 0, max: 0 }),
    clock: new SystemClock(),
    report: (error: unknown) => reported.push(error),
    certificate,
    iceTimeoutMs: 5000,
    dtlsTimeoutMs: 5000,
    egress: new EgressGuard(parseCidrs('127.0.0.0/8')),
    ...overrides,
  };
}

interface Call {
  readonly bridge: Bridge;
  readonly consumer: PeerMedia;
  readonly tenant: PeerMedia;
  readonly meta: WebRtcLeg;
  readonly tenantLeg: SdesLeg;
}

function join(meta: WebRtcLeg, tenant: SdesLeg): { bridge: Bridge; connected: string[] } {
  const bridge = new Bridge({ meta, tenant }, (error) => reported.push(error));
  closers.push(() => {
    bridge.close('test over');
  });
  const connected: string[] = [];
  bridge.legConnected.on((leg) => connected.push(leg));
  return { bridge, connected };
}

async function openPeers(peer: WebRtcPeer): Promise<SdesPeer> {
  const pbx = await SdesPeer.open();
  closers.push(() => peer.close());
  closers.push(() => {
    pbx.close();
  });
  return pbx;
}

/** A WhatsApp user calls: Meta offers, we answer; we offer to the tenant. */
async function userInitiated(isIceLite: boolean): Promise<Call> {
  const peer = await WebRtcPeer.open({ isIceLite, setup: 'actpass' });
  const pbx = await openPeers(peer);
  const env = environment();
  const meta = await WebRtcLeg.open({ role: 'answer', remoteSdp: peer.sdp }, env);
  const tenant = await SdesLeg.open({ role: 'offer', codecs: meta.codecs }, env);
  const { bridge, connected } = join(meta, tenant);
  expect(meta.localSdp).toContain('a=setup:active\r\n');
  const tenantMedia = pbx.connect(tenant.localSdp);
  tenant.setAnswer(pbx.sdp());
  const consumer = await peer.start(meta.localSdp);
  await eventually(() => connected.length === 2);
  return { bridge, consumer, tenant: tenantMedia, meta, tenantLeg: tenant };
}

/** The business calls: the tenant offers, we answer; we offer to Meta, which answers in a role. */
async function businessInitiated(isIceLite: boolean, setup: 'active' | 'passive'): Promise<Call> {
  const peer = await WebRtcPeer.open({ isIceLite, setup });
  const pbx = await openPeers(peer);
  const env = environment();
  const tenant = await SdesLeg.open({ role: 'answer', remoteSdp: pbx.sdp({ opus: 107 }) }, env);
  const meta = await WebRtcLeg.open({ role: 'offer' }, env);
  const { bridge, connected } = join(meta, tenant);
  expect(meta.localSdp).toContain('a=setup:actpass\r\n');
  const tenantMedia = pbx.connect(tenant.localSdp);
  tenantMedia.payloadType = 107;
  const up = peer.start(meta.localSdp);
  meta.setAnswer(peer.sdp);
  const consumer = await up;
  await eventually(() => connected.includes('META'));
  return { bridge, consumer, tenant: tenantMedia, meta, tenantLeg: tenant };
}

function numbers(media: PeerMedia): (number | undefined)[] {
  return media.heard.map(({ payload }) => numberOf(payload));
}

const FRAMES = 100;

/** Sends numbered frames both ways and expects each of them, unchanged and in order. */
async function expectSoundBothWays({ consumer, tenant }: Call): Promise<void> {
  const sent = Array.from({ length: FRAMES }, (_, i) => numberedFrame(i, randomBytes(1)[0]));
  for (const frame of sent) {
    consumer.sendFrame(frame);
    tenant.sendFrame(frame);
    // A socket buffer holds a few hundred packets; a turn of the loop lets the bridge read.
    await new Promise((resolve) => setImmediate(resolve));
  }
  for (const media of [consumer, tenant]) {
    await eventually(() => media.heard.length === FRAMES);
    expect(media.heard.map(({ payload }) => payload)).toEqual(sent);
    expect(new Set(media.heard.map(({ ssrc }) => ssrc)).size).toBe(1);
    expect(media.undecryptable).toBe(0);
  }
}

describe('a bridge between real peers', () => {
  beforeAll(async () => {
    certificate = await createDtlsCertificate();
  });

  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
    expect(reported).toEqual([]);
    reported = [];
  });

  it.each([
    ['user-initiated, Meta ICE-lite', () => userInitiated(true)],
    ['user-initiated, full ICE', () => userInitiated(false)],
    ['business-initiated, Meta ICE-lite and DTLS client', () => businessInitiated(true, 'active')],
    ['business-initiated, Meta ICE-lite and DTLS server', () => businessInitiated(true, 'passive')],
    ['business-initiated, full ICE and DTLS client', () => businessInitiated(false, 'active')],
  ])('carries every frame unchanged both ways: %s', async (_, start) => {
    const call = await start();
    call.bridge.openGate();
    await expectSoundBothWays(call);
    expect(call.bridge.stats()).toMatchObject({
      fromMeta: { received: FRAMES, forwarded: FRAMES, heldByGate: 0, dropped: 0 },
      fromTenant: { received: FRAMES, forwarded: FRAMES, heldByGate: 0, dropped: 0 },
    });
  });

  it('uses each side its own payload types', async () => {
    const call = await businessInitiated(true, 'active');
    call.bridge.openGate();
    call.consumer.sendFrame(numberedFrame(1));
    call.tenant.sendFrame(numberedFrame(1));
    await eventually(() => call.consumer.heard.length + call.tenant.heard.length === 2);
    expect(call.tenant.heard[0]?.payloadType).toBe(107);
    expect(call.consumer.heard[0]?.payloadType).toBe(111);
  });

  it('lets nothing through before the gate opens, though RTCP flows', async () => {
    const call = await userInitiated(true);
    for (let i = 0; i < 20; i += 1) {
      call.consumer.sendFrame(numberedFrame(i));
      call.tenant.sendFrame(numberedFrame(i));
    }
    await eventually(() => {
      const { fromMeta, fromTenant } = call.bridge.stats();
      return fromMeta.heldByGate === 20 && fromTenant.heldByGate === 20;
    });
    await eventually(() => call.consumer.rtcpHeard > 0 && call.tenant.rtcpHeard > 0);
    expect([call.consumer.heard, call.tenant.heard]).toEqual([[], []]);
    call.bridge.openGate();
    call.consumer.sendFrame(numberedFrame(20));
    await eventually(() => call.tenant.heard.length === 1);
    expect(numbers(call.tenant)).toEqual([20]);
  });

  it('hides a change of SSRC from the other side', async () => {
    const call = await userInitiated(true);
    call.bridge.openGate();
    for (let i = 0; i < 10; i += 1) call.tenant.sendFrame(numberedFrame(i));
    call.tenant.ssrc = 0x7777_7777;
    call.tenant.sequenceNumber = 40_000;
    call.tenant.timestamp = 1;
    for (let i = 10; i < 20; i += 1) call.tenant.sendFrame(numberedFrame(i));
    await eventually(() => call.consumer.heard.length === 20);
    const { heard } = call.consumer;
    const steps = heard
      .slice(1)
      .map((p, i) => (p.sequenceNumber - heard[i]!.sequenceNumber) & 0xffff);
    expect(new Set(steps)).toEqual(new Set([1]));
    expect(new Set(heard.map(({ ssrc }) => ssrc)).size).toBe(1);
    const sdpSsrc = heard[0]!.ssrc;
    expect(sdpSsrc).not.toBe(0x7777_7777);
  });

  it('reaches a Meta that learns our password late, as after a slow pre_accept', async () => {
    const peer = await WebRtcPeer.open({ isIceLite: true, setup: 'actpass' });
    closers.push(() => peer.close());
    const relay = await Relay.before(Number(/m=audio (\d+)/.exec(peer.sdp)?.[1]));
    closers.push(() => {
      relay.close();
    });
    const remoteSdp = peer.sdp.replace(/( 127\.0\.0\.1) \d+ typ/, `$1 ${relay.port} typ`);
    const meta = await WebRtcLeg.open({ role: 'answer', remoteSdp }, environment());
    closers.push(() => {
      meta.close();
    });
    let isConnected = false;
    meta.connected.on(() => {
      isConnected = true;
    });
    // More checks than one round of them has: the leg has begun again.
    await eventually(() => relay.vanished > 6);
    relay.isOpen = true;
    await peer.start(meta.localSdp);
    await eventually(() => isConnected);
  });

  it.each(['actpass', 'active'] as const)(
    'comes up on a link so slow that DTLS repeats its flights: %s',
    async (setup) => {
      const peer = await WebRtcPeer.open({ isIceLite: true, setup });
      closers.push(() => peer.close());
      const relay = await Relay.before(Number(/m=audio (\d+)/.exec(peer.sdp)?.[1]));
      closers.push(() => {
        relay.close();
      });
      relay.isOpen = true;
      // werift repeats a flight after 500 ms.
      relay.delayMs = 280;
      const remoteSdp = peer.sdp.replace(/( 127\.0\.0\.1) \d+ typ/, `$1 ${relay.port} typ`);
      const start = setup === 'actpass' ? ({ role: 'answer', remoteSdp } as const) : undefined;
      const meta = await WebRtcLeg.open(start ?? { role: 'offer' }, environment());
      closers.push(() => {
        meta.close();
      });
      const outcome = new Promise((resolve) => {
        meta.connected.on(() => {
          resolve('connected');
        });
        meta.failed.on(resolve);
      });
      void peer.start(meta.localSdp);
      if (start === undefined) meta.setAnswer(remoteSdp);
      expect(await outcome).toBe('connected');
    },
  );

  it('refuses a peer whose certificate is not the one of its SDP', async () => {
    const peer = await WebRtcPeer.open({
      isIceLite: true,
      setup: 'actpass',
      fingerprint: `${'AB:'.repeat(31)}AB`,
    });
    closers.push(() => peer.close());
    const meta = await WebRtcLeg.open({ role: 'answer', remoteSdp: peer.sdp }, environment());
    closers.push(() => {
      meta.close();
    });
    const failures: string[] = [];
    meta.failed.on((reason) => failures.push(reason));
    void peer.start(meta.localSdp);
    await eventually(() => failures.length > 0);
    expect(failures).toEqual(['dtls-fingerprint-mismatch']);
  });

  it('gives up a Meta that is not there after the ICE time-out', async () => {
    const peer = await WebRtcPeer.open({ isIceLite: true, setup: 'actpass' });
    const { sdp } = peer;
    await peer.close();
    const env = environment({ iceTimeoutMs: 300 });
    const meta = await WebRtcLeg.open({ role: 'answer', remoteSdp: sdp }, env);
    closers.push(() => {
      meta.close();
    });
    const failures: string[] = [];
    meta.failed.on((reason) => failures.push(reason));
    await eventually(() => failures.length > 0);
    expect(failures).toEqual(['ice-timeout']);
  });

  it('sends a silent tenant address 25 packets and no more', async () => {
    const call = await userInitiated(true);
    call.bridge.openGate();
    for (let i = 0; i < 60; i += 1) call.consumer.sendFrame(numberedFrame(i));
    await eventually(() => call.bridge.stats().fromMeta.received === 60);
    const { forwarded, dropped } = call.bridge.stats().fromMeta;
    expect(forwarded).toBeLessThanOrEqual(25);
    expect(forwarded + dropped).toBe(60);
    call.tenant.sendFrame(numberedFrame(0));
    await eventually(() => call.consumer.heard.length === 1);
    call.consumer.sendFrame(numberedFrame(60));
    await eventually(() => numbers(call.tenant).includes(60));
  });

  it('drops a stranger at every door', async () => {
    const call = await userInitiated(true);
    call.bridge.openGate();
    for (const sdp of [call.meta.localSdp, call.tenantLeg.localSdp]) {
      const stranger = await SdesPeer.open();
      closers.push(() => {
        stranger.close();
      });
      // Aims at our port, but does not know the peer's key. RTP, RTCP, DTLS, STUN and noise.
      stranger.connect(sdp).sendFrame(numberedFrame(0));
      for (const [first, second] of [
        [0x80, 111],
        [0x80, 200],
        [0x16, 0xfe],
        [0x00, 0x01],
        [0xff, 0xff],
      ] as const) {
        stranger.sendRaw(Buffer.concat([Buffer.from([first, second]), randomBytes(60)]));
      }
    }
    await eventually(() => call.meta.counters.rejected >= 6);
    await eventually(() => call.tenantLeg.counters.rejected >= 6);
    await expectSoundBothWays(call);
  });

  it('drops a Binding request that does not carry our password', async () => {
    const call = await userInitiated(true);
    const stranger = await SdesPeer.open();
    closers.push(() => {
      stranger.close();
    });
    stranger.connect(call.meta.localSdp);
    const request = new Message(methods.BINDING, classes.REQUEST);
    request
      .setAttribute('USERNAME', 'nobody:nobody')
      .setAttribute('PRIORITY', 1)
      .setAttribute('ICE-CONTROLLING', 0xffff_ffff_ffff_ffffn)
      .addMessageIntegrity(Buffer.from('guess'))
      .addFingerprint();
    const { rejected } = call.meta.counters;
    stranger.sendRaw(request.bytes);
    await eventually(() => call.meta.counters.rejected === rejected + 1);
    call.bridge.openGate();
    await expectSoundBothWays(call);
  });

  it('refuses a tenant address that the egress guard does not let through', async () => {
    const pbx = await SdesPeer.open();
    closers.push(() => {
      pbx.close();
    });
    const env = environment({ egress: new EgressGuard() });
    const opened = SdesLeg.open({ role: 'answer', remoteSdp: pbx.sdp() }, env);
    await expect(opened).rejects.toThrow(BadSdp);
    await expect(opened).rejects.toThrow(/loopback/);
    expect(env.ports.inUse).toBe(0);
  });

  it('refuses an answer with a suite or tag nobody offered, and takes the right one after it', async () => {
    const pbx = await SdesPeer.open();
    closers.push(() => {
      pbx.close();
    });
    const leg = await SdesLeg.open(
      { role: 'offer', codecs: { opus: 111, dtmf: 126 } },
      environment(),
    );
    closers.push(() => {
      leg.close();
    });
    const wrongSuite = pbx.sdp({ suite: 'AES_256_CM_HMAC_SHA1_80' });
    expect(() => {
      leg.setAnswer(wrongSuite);
    }).toThrow(BadSdp);
    expect(() => {
      leg.setAnswer(pbx.sdp({ tag: 2 }));
    }).toThrow(/a=crypto:1/);
    const right = pbx.sdp();
    leg.setAnswer(right);
    leg.setAnswer(right);
    expect(() => {
      leg.setAnswer(pbx.sdp({ opus: 96 }));
    }).toThrow(/already/);
  });

  it('leaves no socket and no timer two seconds after the close', async () => {
    const count = (name: string): number =>
      process.getActiveResourcesInfo().filter((resource) => resource.startsWith(name)).length;
    await eventually(() => count('UDP') === 0);
    const timersBefore = count('Timeout');
    for (let i = 0; i < 5; i += 1) {
      const call = await userInitiated(true);
      call.bridge.openGate();
    }
    expect(count('UDP')).toBe(20);
    for (const close of closers.splice(0).reverse()) await close();
    // `eventually` itself sleeps on one timer.
    await eventually(() => count('UDP') === 0 && count('Timeout') <= timersBefore + 1, {
      within: 2000,
    });
  });
});
