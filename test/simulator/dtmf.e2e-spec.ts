import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '#patchbay/kernel/testing';
import { encodeFrame, SPEAKER } from '../../apps/simulator/src/media/frame.js';
import { MediaDesk } from './support/media-desk.js';
import type { SdesBusiness } from './support/sdes-business.js';
import { AMINA, NUMBER } from './support/simulator-kit.js';

const frame = (number: number) =>
  encodeFrame({ speaker: SPEAKER.TENANT, nonce: '00112233445566aa', number });
const talk = (business: SdesBusiness) => {
  business.keepSending((index) => ({ payload: frame(index + 1) }));
};
/** RFC 4733 §2.3: event, end bit with volume, duration. */
const event = (code: number, units: number, isEnd = false) =>
  Buffer.from([code, (isEnd ? 0x80 : 0) | 10, units >> 8, units & 0xff]);

describe('key presses', () => {
  let desk: MediaDesk;
  beforeAll(async () => {
    desk = await MediaDesk.open();
  });
  beforeEach(() => desk.settings({ srtp_key_exchange_protocol: 'SDES' }));
  afterEach(() => desk.reset());
  afterAll(() => desk.close());

  const eventsOf = (business: SdesBusiness) =>
    business.received.filter(({ header }) => header.payloadType === 126);

  it('F-DTMF-01 F-DTMF-02 F-DTMF-06 of the user come as RFC 4733 events among the audio, and in no webhook', async () => {
    const { business, wacid } = await desk.sdesCall();
    talk(business);
    await eventually(() => business.frames.length > 0);
    const webhooks = desk.kit.sink.received.length;
    expect((await desk.post(wacid, 'digits', { digits: '5#' })).status).toBe(200);
    await eventually(() => eventsOf(business).length === 14);
    await eventually(() => business.frames.length > 25);
    const events = eventsOf(business);
    expect(events.map(({ payload }) => payload[0])).toEqual([
      ...Array.from({ length: 7 }, () => 5),
      ...Array.from({ length: 7 }, () => 11),
    ]);
    // Growing by 20 ms of 8000 units a second; the end is sent three times.
    const durations = events.slice(0, 7).map(({ payload }) => payload.readUInt16BE(2));
    expect(durations).toEqual([160, 320, 480, 640, 800, 800, 800]);
    expect(events.map(({ payload }) => payload[1]! >> 7)).toEqual([
      0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1,
    ]);
    expect(events.map(({ header }) => header.marker)).toEqual(
      events.map((_, i) => i === 0 || i === 7),
    );
    expect(new Set(events.map(({ header }) => header.timestamp)).size).toBe(2);
    // One SSRC, one row of sequence numbers, one timestamp base with the audio.
    const all = business.received.map(({ header }) => header);
    expect(new Set(all.map(({ ssrc }) => ssrc)).size).toBe(1);
    const gaps = all.slice(1).map((h, i) => (h.sequenceNumber - all[i]!.sequenceNumber) & 0xffff);
    expect(new Set(gaps)).toEqual(new Set([1]));
    const audioTimes = all.filter((h) => h.payloadType === 111).map((h) => h.timestamp);
    expect(audioTimes).toContain(events[0]!.header.timestamp);
    expect(desk.kit.sink.received).toHaveLength(webhooks);
  });

  it('F-DTMF-03 of the business are collected with their durations', async () => {
    const { business, wacid } = await desk.sdesCall();
    for (const [timestamp, code] of [
      [1000, 1],
      [9000, 15],
    ] as const) {
      business.send({ payload: event(code, 160), payloadType: 126, timestamp, marker: true });
      business.send({ payload: event(code, 1280), payloadType: 126, timestamp });
      for (let i = 0; i < 3; i++) {
        business.send({ payload: event(code, 1600, true), payloadType: 126, timestamp });
      }
    }
    await eventually(async () => (await desk.get(wacid, 'digits')).body.digits.length === 2);
    const { digits } = (await desk.get(wacid, 'digits')).body;
    expect(digits).toEqual([
      { digit: '1', durationMs: 200, atMs: expect.any(Number) },
      { digit: 'D', durationMs: 200, atMs: expect.any(Number) },
    ]);
    expect((await desk.media(wacid)).rtp.unplayable).toBe(0);
  });

  it('F-DTMF-04 go on 126 where the business names no events, and on its number where it does', async () => {
    await desk.kit.control('PUT', `/consumers/${AMINA}/behaviour`, { answerAfterMs: 0 });
    for (const [events, payloadType] of [
      [undefined, 126],
      ['101 telephone-event/8000', 101],
    ] as const) {
      const business = await desk.business();
      const formats = ['111 opus/48000/2', ...(events === undefined ? [] : [events])];
      const session = { sdp_type: 'offer', sdp: business.sdp(formats) };
      const { body } = await desk.kit.graph(NUMBER, { action: 'connect', to: AMINA, session });
      const wacid = body.calls[0].id;
      const sdp = await desk.sdpOf(wacid);
      expect(sdp).toContain(`a=rtpmap:${payloadType} telephone-event/8000\r\n`);
      business.connect(sdp);
      talk(business);
      await eventually(() => business.frames.length > 0);
      await desk.post(wacid, 'digits', { digits: '0' });
      await eventually(() => business.received.some((p) => p.header.payloadType === payloadType));
      await desk.kit.graph(NUMBER, { action: 'terminate', call_id: wacid });
    }
    await desk.kit.control('PUT', `/consumers/${AMINA}/behaviour`, {});
  });

  it('F-DTMF-05 are offered with a clock of 8000 and no other', async () => {
    const sdp = await desk.sdpOf(await desk.kit.userCalls(AMINA, NUMBER));
    expect(sdp.match(/telephone-event\/\d+/g)).toEqual(['telephone-event/8000']);
  });

  it('F-DTMF-07 count in units of 8000 on G.711 too, whose own clock that is', async () => {
    await desk.settings({ audio: { additional_codecs: ['PCMU'] } });
    const { business, wacid } = await desk.sdesCall(['0 PCMU/8000', '126 telephone-event/8000']);
    business.send({ payload: frame(1), payloadType: 0 });
    await eventually(() => business.frames.length > 0);
    await desk.post(wacid, 'digits', { digits: '9' });
    await eventually(() => eventsOf(business).length === 7);
    expect(eventsOf(business)[6]!.payload).toEqual(event(9, 800, true));
  });

  it.each([{ digits: '' }, { digits: '12E' }, { digits: '+49' }, {}])(
    'F-DTMF-08 are 0-9, *, # and A-D: %j is refused',
    async (body) => {
      const { wacid } = await desk.sdesCall();
      expect((await desk.post(wacid, 'digits', body)).status).toBe(400);
    },
  );

  it('F-DTMF-08 need media: before it and after the end they conflict', async () => {
    const wacid = await desk.kit.userCalls(AMINA, NUMBER);
    expect((await desk.post(wacid, 'digits', { digits: '1' })).status).toBe(409);
    await desk.kit.control('POST', `/calls/${wacid}/hangup`);
    expect((await desk.post(wacid, 'digits', { digits: '1' })).status).toBe(409);
  });
});
