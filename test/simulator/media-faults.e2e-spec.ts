import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '#patchbay/kernel/testing';
import { assessHearing } from '../../apps/simulator/src/media/assess-hearing.js';
import { encodeFrame, SPEAKER } from '../../apps/simulator/src/media/frame.js';
import { MediaDesk } from './support/media-desk.js';
import type { SdesBusiness } from './support/sdes-business.js';
import { AMINA, BRIAN, COMFORT } from './support/simulator-kit.js';

const NONCE = '00112233445566aa';

describe('media that goes wrong when told, over ICE and DTLS:', () => {
  let desk: MediaDesk;
  beforeAll(async () => {
    desk = await MediaDesk.open();
  });
  afterEach(() => desk.reset());
  afterAll(() => desk.close());

  const withFault = (media: object, consumer = AMINA) =>
    desk.dtlsCall({ consumer, faults: { media } });

  it('F-MEDIA-40 F-MEDIA-41 no connectivity check is answered, or DTLS stalls after ICE', async () => {
    const stalled = await withFault({ dtlsStall: true });
    const never = await withFault({ iceNever: true }, BRIAN);
    const { peer: good } = await desk.dtlsCall({ consumer: COMFORT });
    await eventually(() => good.isConnected && stalled.peer.isIceConnected);
    expect([never.peer.isIceConnected, stalled.peer.isConnected]).toEqual([false, false]);
    for (const { wacid } of [never, stalled]) {
      expect((await desk.kit.call(wacid)).times.mediaUpMs).toBeUndefined();
    }
  });

  it('F-MEDIA-42 keys are swapped, so that nothing is authentic', async () => {
    const { peer, wacid } = await withFault({ dtlsKeySwapped: true });
    await eventually(() => peer.isConnected);
    peer.speak();
    await eventually(async () => (await desk.media(wacid)).rtp.unauthentic > 5);
    expect([(await desk.media(wacid)).heard.count, peer.heard.length]).toEqual([0, 0]);
  });
});

describe('media that goes wrong when told:', () => {
  let desk: MediaDesk;
  beforeAll(async () => {
    desk = await MediaDesk.open();
  });
  // Keys in the SDP: the same faults without waiting for ICE and DTLS.
  beforeEach(() => desk.settings({ srtp_key_exchange_protocol: 'SDES' }));
  afterEach(() => desk.reset());
  afterAll(() => desk.close());

  /** A business that talks; when it said what is in `saidAt`. */
  async function talkingCall(media?: object) {
    const faults = media === undefined ? {} : { faults: { media } };
    const call = await desk.sdesCall(undefined, faults);
    const saidAt: number[] = [];
    call.business.keepSending((index) => {
      saidAt.push(performance.timeOrigin + performance.now());
      const frame = { speaker: SPEAKER.TENANT, nonce: NONCE, number: index + 1 };
      return { payload: encodeFrame(frame) };
    });
    return { ...call, saidAt };
  }

  const numbersOf = (business: SdesBusiness) => business.frames.map(({ number }) => number);
  const widestGap = (numbers: readonly number[]) =>
    Math.max(...numbers.slice(1).map((number, i) => number - numbers[i]!));
  const isInOrder = (numbers: readonly number[]) =>
    numbers.every((number, i) => i === 0 || number > numbers[i - 1]!);

  it('F-MEDIA-43 the user is silent, though the numbers go on', async () => {
    const { business, wacid } = await talkingCall({ mute: true });
    await eventually(async () => (await desk.media(wacid)).sent.count > 10);
    expect([business.received.length, business.rtcpReceived]).toEqual([0, 0]);
    expect((await desk.media(wacid)).heard.count).toBeGreaterThan(5);
  });

  it('F-MEDIA-44 the user hears nothing while being heard', async () => {
    const { business, wacid } = await talkingCall({ oneWay: true });
    await eventually(() => business.frames.length > 10);
    const { heard, rtp } = await desk.media(wacid);
    expect([heard.count, rtp.unauthentic]).toEqual([0, 0]);
  });

  it('F-MEDIA-45 the first milliseconds are not heard', async () => {
    const { wacid } = await talkingCall({ dropFirstMs: 200 });
    await eventually(async () => (await desk.media(wacid)).heard.count > 5);
    expect((await desk.media(wacid)).heard.first).toBeGreaterThan(5);
  });

  it('F-MEDIA-46 the phone changes its network: a gap both ways, then it goes on', async () => {
    const { business, wacid } = await talkingCall({ networkChange: { afterMs: 200, gapMs: 300 } });
    await eventually(() => numbersOf(business).some((number) => number > 40));
    await eventually(async () => (await desk.media(wacid)).heard.last > 35);
    expect(widestGap(numbersOf(business))).toBeGreaterThan(8);
    const { heard } = (await desk.get(wacid, 'log')).body;
    expect(widestGap(heard.numbers)).toBeGreaterThan(8);
  });

  it('F-MEDIA-47 the network loses packets both ways, and the call is found not heard', async () => {
    const { business, saidAt, wacid } = await talkingCall({ network: { lossPercent: 50 } });
    await eventually(() => saidAt.length > 50 && numbersOf(business).some((n) => n > 40));
    expect(business.frames.length).toBeLessThan(0.8 * Math.max(...numbersOf(business)));
    const { heard } = (await desk.get(wacid, 'log')).body;
    const sent = { nonce: NONCE, firstNumber: 1, atMs: saidAt };
    expect(assessHearing({ sent, heard, fromMs: saidAt[0]! }).heard).toBe(false);
  });

  it('F-MEDIA-48 the network delays and reorders from one moment of the call on', async () => {
    const { business, wacid } = await talkingCall();
    await eventually(() => business.frames.length > 10);
    expect(isInOrder(numbersOf(business))).toBe(true);
    const network = { reorderPercent: 50, jitterMs: 10 };
    const { status } = await desk.kit.control('PUT', `/calls/${wacid}/media/network`, network);
    expect(status).toBe(200);
    await eventually(() => !isInOrder(numbersOf(business)));
    await eventually(async () => !(await desk.media(wacid)).heard.inOrder);
    const faults = { network: null, mute: true };
    const changed = await desk.kit.control('PUT', `/calls/${wacid}/media/faults`, faults);
    expect(changed.body).toEqual({ changed: expect.arrayContaining(['network', 'mute']) });
    const [before, { sent }] = [business.frames.length, await desk.media(wacid)];
    await eventually(async () => (await desk.media(wacid)).sent.count > Number(sent.count) + 10);
    expect(business.frames.length - before).toBeLessThan(5);
  });

  it.each([{ lossPercent: 101 }, { jitterMs: -1 }, { speed: 3 }])(
    'F-MEDIA-48 a network of %j is refused',
    async (network) => {
      const { wacid } = await talkingCall();
      const { status } = await desk.kit.control('PUT', `/calls/${wacid}/media/network`, network);
      expect(status).toBe(400);
    },
  );
});
