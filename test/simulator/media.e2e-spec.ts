import { networkInterfaces } from 'node:os';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '#patchbay/kernel/testing';
import { MediaDesk } from './support/media-desk.js';
import type { SdesBusiness } from './support/sdes-business.js';
import { AMINA, BRIAN, COMFORT, NUMBER, type SimulatorKit } from './support/simulator-kit.js';

const EXTENSIONS = [
  'urn:ietf:params:rtp-hdrext:ssrc-audio-level',
  'http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time',
  'http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01',
];

describe('media over ICE and DTLS', () => {
  let desk: MediaDesk;
  beforeAll(async () => {
    desk = await MediaDesk.open();
  });
  afterEach(() => desk.reset());
  afterAll(() => desk.close());

  const linesOf = (sdp: string, name: string) =>
    [...sdp.matchAll(new RegExp(`^a=${name}:(.*?)\r$`, 'gm'))].map(([, value]) => value);

  it('F-MEDIA-22 F-MEDIA-24 is offered like in Meta’s samples: ICE lite, one host, one SSRC', async () => {
    const sdp = await desk.sdpOf(await desk.kit.userCalls(AMINA, NUMBER));
    expect(sdp).toMatch(/\r\na=ice-lite\r\nm=audio \d+ UDP\/TLS\/RTP\/SAVPF 111 126\r\n/);
    expect(linesOf(sdp, 'group')).toEqual(['BUNDLE audio']);
    const [ufrag] = linesOf(sdp, 'ice-ufrag');
    expect(linesOf(sdp, 'candidate')).toEqual([
      expect.stringMatching(
        /^\d+ 1 udp 2113937151 127\.0\.0\.1 \d+ typ host generation 0 network-cost 50 ufrag /,
      ),
    ]);
    expect(linesOf(sdp, 'candidate')[0]).toContain(`ufrag ${ufrag}`);
    expect(linesOf(sdp, 'fingerprint')).toEqual([
      expect.stringMatching(/^sha-256 (?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/),
    ]);
    expect(linesOf(sdp, 'setup')).toEqual(['actpass']);
    expect(linesOf(sdp, 'mid')).toEqual(['audio']);
    expect(linesOf(sdp, 'extmap')).toEqual(EXTENSIONS.map((uri, i) => `${i + 1} ${uri}`));
    expect(linesOf(sdp, 'fmtp')).toEqual(['111 minptime=10;useinbandfec=1']);
    expect(new Set(linesOf(sdp, 'ssrc').map((value) => value!.split(' ')[0])).size).toBe(1);
    expect(sdp.endsWith('\r\n')).toBe(true);
  });

  it.each([
    [true, '111 9 8 126', ['0 G722/8000']],
    [false, '111 126', []],
  ])(
    'F-MEDIA-23 is answered under the offered mid and payload types, all of them echoed: %p',
    async (areFormatsEchoed, types) => {
      await desk.kit.control('PUT', '/switches', { areFormatsEchoed });
      const offer = (await desk.kit.peer().offer())
        .replace(/(m=audio \d+ \S+) .*/, '$1 111 63 9 8 126')
        .replace(/a=rtpmap:.*\r\n/g, '')
        .concat(
          'a=rtpmap:111 opus/48000/2\r\na=rtpmap:63 red/48000/2\r\na=rtpmap:9 G722/8000\r\n',
          'a=rtpmap:8 PCMA/8000\r\na=rtpmap:126 telephone-event/8000\r\n',
        );
      const { body } = await desk.kit.graph(NUMBER, {
        action: 'connect',
        to: BRIAN,
        session: { sdp_type: 'offer', sdp: offer },
      });
      const answer = await desk.sdpOf(body.calls[0].id);
      expect(answer).toMatch(new RegExp(`m=audio \\d+ UDP/TLS/RTP/SAVPF ${types}\r\n`));
      expect(linesOf(answer, 'mid')).toEqual(linesOf(offer, 'mid'));
      expect(linesOf(answer, 'setup')).toEqual(['active']);
    },
  );

  it('F-MEDIA-25 never begins DTLS on a user’s call: an answer of passive has no media', async () => {
    const { peer, wacid } = await desk.dtlsCall({}, 'server');
    await eventually(() => peer.isIceConnected);
    const { peer: active, wacid: other } = await desk.dtlsCall({ consumer: BRIAN });
    await eventually(() => active.isConnected);
    expect(peer.isConnected).toBe(false);
    expect((await desk.kit.call(wacid)).times.mediaUpMs).toBeUndefined();
    expect((await desk.kit.call(other)).times.mediaUpMs).toBeGreaterThan(0);
  });

  it('F-MEDIA-29 drops and counts DTLS that comes before the answer, without which no key is agreed', async () => {
    const wacid = await desk.kit.userCalls(AMINA, NUMBER);
    const peer = desk.kit.peer();
    const answer = await peer.answer(await desk.sdpOf(wacid));
    await eventually(async () => (await desk.media(wacid)).earlyDtls > 0);
    expect(peer.isConnected).toBe(false);
    expect((await desk.accept(wacid, answer)).status).toBe(200);
    await eventually(() => peer.isConnected, { within: 8000 });
  });

  it('F-MEDIA-26 says a tone or is silent when told, and its packets come 20 ms apart', async () => {
    const { peer, wacid } = await desk.dtlsCall();
    await eventually(() => peer.isConnected);
    await eventually(() => peer.heard.length > 25);
    const { log } = { log: (await desk.get(wacid, 'log')).body.sent };
    const spans = log.atMs.slice(1).map((at: number, i: number) => at - log.atMs[i]);
    const average = spans.reduce((sum: number, ms: number) => sum + ms, 0) / spans.length;
    expect(Math.abs(average - 20)).toBeLessThan(2);
    for (const voice of ['tone', 'silence']) {
      expect((await desk.post(wacid, 'voice', { voice })).body).toEqual({ voice });
      const before = peer.packets.length;
      await eventually(() => peer.packets.length > before + 10);
    }
    const sizes = peer.packets.slice(-8).map(({ payload }) => payload.length);
    expect(new Set(sizes)).toEqual(new Set([3]));
    expect((await desk.post(wacid, 'voice', { voice: 'song' })).status).toBe(400);
  });

  it('F-MEDIA-49 gives what was heard as Ogg Opus files', async () => {
    const { peer, wacid } = await desk.dtlsCall();
    await eventually(() => peer.isConnected);
    peer.speak();
    await eventually(async () => (await desk.media(wacid)).heard.count > 5);
    for (const [file, channels] of [
      ['heard.ogg', 1],
      ['recording.ogg', 2],
    ] as const) {
      const url = `${desk.kit.simulator.url}/_sim/v1/calls/${wacid}/media/${file}`;
      const response = await fetch(url);
      expect(response.headers.get('content-type')).toBe('audio/ogg');
      const bytes = Buffer.from(await response.arrayBuffer());
      expect(bytes.toString('latin1', 0, 4)).toBe('OggS');
      expect(bytes[28 + 9]).toBe(channels);
    }
  });

  it('F-MEDIA-50 needs no sockets for a call without media, whose SDP looks the same', async () => {
    const wacid = await desk.kit.userCalls(AMINA, NUMBER, { media: false });
    const sdp = await desk.sdpOf(wacid);
    expect(sdp).toMatch(/m=audio (?:40012|3482|3484|3478|3480) UDP\/TLS\/RTP\/SAVPF 111 126\r\n/);
    const answer = await desk.kit.peer().answer(sdp);
    expect((await desk.accept(wacid, answer)).status).toBe(200);
    expect(await desk.kit.call(wacid)).toMatchObject({
      state: 'ACCEPTED',
      media: { sent: { count: 0 } },
    });
  });
});

describe('media over IPv6', () => {
  const hasIPv6 = Object.values(networkInterfaces()).some((list) =>
    list?.some(({ address }) => address === '::1'),
  );
  let desk: MediaDesk;
  beforeAll(async () => {
    desk = await MediaDesk.open(hasIPv6 ? { SIM_MEDIA_HOST_V6: '::1' } : {});
  });
  afterAll(() => desk.close());

  it('F-MEDIA-27 is offered beside IPv4, with the higher priority, and carries the call', async () => {
    const { peer, wacid } = await desk.dtlsCall();
    const sdp = await desk.sdpOf(wacid);
    expect(sdp.match(/^a=candidate:.* typ host/gm)).toHaveLength(hasIPv6 ? 2 : 1);
    if (hasIPv6) expect(sdp).toMatch(/^a=candidate:\d+ 1 udp 2113939711 ::1 \d+ typ host/m);
    await eventually(() => peer.isConnected);
    await eventually(() => peer.heard.length > 3);
  });

  it('F-MEDIA-27 alone carries a call', async () => {
    if (!hasIPv6) return;
    const wacid = await desk.kit.userCalls(BRIAN, NUMBER);
    const sdp = await desk.sdpOf(wacid);
    const peer = desk.kit.peer({ hasIPv6: true });
    const answer = await peer.answer(sdp.replace(/^a=candidate:.* 127\.0\.0\.1 .*\r\n/m, ''));
    expect((await desk.accept(wacid, answer)).status).toBe(200);
    await eventually(() => peer.heard.length > 3);
  });
});

describe('a business that sends nothing', () => {
  let kit: SimulatorKit;
  let desk: MediaDesk;
  beforeAll(async () => {
    desk = await MediaDesk.open({ SIM_FIRST_MEDIA_TIMEOUT_MS: '400', SIM_MEDIA_TIMEOUT_MS: '500' });
    kit = desk.kit;
    await desk.settings({ srtp_key_exchange_protocol: 'SDES' });
  });
  afterAll(() => desk.close());

  const endOf = async (wacid: string) => {
    const { element, value } = await eventually(() => kit.sink.find(wacid, 'terminate'));
    return { status: element.status, code: value.errors?.[0]?.code };
  };
  const TIMED_OUT = { status: 'FAILED', code: 138_021 };

  it('F-MEDIA-30 F-MEDIA-31 is hung up on: from the answer on, or in the middle of the call', async () => {
    const never = await desk.sdesCall();
    const later = await desk.sdesCall(undefined, { consumer: BRIAN });
    later.business.send({ payload: Buffer.from([0xf8, 0xff, 0xfe]) });
    const startedMs = performance.now();
    expect(await endOf(never.wacid)).toEqual(TIMED_OUT);
    expect(await endOf(later.wacid)).toEqual(TIMED_OUT);
    expect(performance.now() - startedMs).toBeGreaterThan(400);
  });

  it('F-MEDIA-32 is heard of by RTCP, by comfort noise and by a key alone', async () => {
    const event = { payload: Buffer.from([1, 10, 0, 160]), payloadType: 126, timestamp: 7 };
    const signs: readonly ((business: SdesBusiness) => void)[] = [
      (business) => {
        business.sendRtcp();
      },
      (business) => {
        business.send({ payload: Buffer.from([0]), payloadType: 13 });
      },
      (business) => {
        business.send(event);
      },
    ];
    const calls = await Promise.all(
      signs.map((sign, i) => desk.sdesCall(undefined, { consumer: [AMINA, BRIAN, COMFORT][i]! })),
    );
    const startedMs = performance.now();
    calls.forEach(({ business }, i) => {
      business.keep(() => {
        signs[i]!(business);
      });
    });
    await eventually(() => performance.now() - startedMs > 1000);
    for (const { business, wacid } of calls) {
      expect((await kit.call(wacid)).state).toBe('ACCEPTED');
      business.stop();
    }
    for (const { wacid } of calls) expect(await endOf(wacid)).toEqual(TIMED_OUT);
  });

  it('F-MEDIA-33 is not made good by packets that are not authentic', async () => {
    const { offer, wacid } = await desk.sdesCall();
    const stranger = await desk.business();
    stranger.connect(offer);
    stranger.keepSending(() => ({ payload: Buffer.from([0xf8, 0xff, 0xfe]) }));
    expect(await endOf(wacid)).toEqual(TIMED_OUT);
    stranger.stop();
  });

  it('F-MEDIA-34 is told of a second SSRC, which is not played', async () => {
    const { business, wacid } = await desk.sdesCall();
    const payload = Buffer.from([0xf8, 0xff, 0xfe]);
    for (let i = 0; i < 4; i++) {
      business.send({ payload });
      business.send({ payload, ssrc: (business.ssrc ^ 1) >>> 0 });
    }
    await eventually(async () => (await desk.media(wacid)).rtp.otherSsrc === 4);
    await kit.control('POST', `/calls/${wacid}/hangup`);
  });
});
