import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '#patchbay/kernel/testing';
import { encodeFrame, SPEAKER } from '../../apps/simulator/src/media/frame.js';
import { decodeG711 } from '../../apps/simulator/src/media/g711.js';
import { strongestHz } from '../../apps/simulator/src/media/spectrum.js';
import { tonePayload } from '../../apps/simulator/src/media/tone.js';
import { MediaDesk } from './support/media-desk.js';
import { AMINA, NUMBER } from './support/simulator-kit.js';

const NONCE = '00112233445566aa';
const EVENTS = '126 telephone-event/8000';
const OPUS = '111 opus/48000/2';
const G711 = [
  ['PCMA', 8],
  ['PCMU', 0],
] as const;
const frame = (number: number, codec: 'OPUS' | 'PCMA' | 'PCMU' = 'OPUS') =>
  encodeFrame({ speaker: SPEAKER.TENANT, nonce: NONCE, number }, codec);

describe('G.711', () => {
  let desk: MediaDesk;
  beforeAll(async () => {
    desk = await MediaDesk.open();
  });
  beforeEach(() =>
    desk.settings({
      srtp_key_exchange_protocol: 'SDES',
      audio: { additional_codecs: ['PCMA', 'PCMU'] },
    }),
  );
  afterEach(() => desk.reset());
  afterAll(() => desk.close());

  it('F-CODEC-01 F-CODEC-02 is offered after Opus where the settings add it, and never without Opus', async () => {
    const sdp = await desk.sdpOf(await desk.kit.userCalls(AMINA, NUMBER));
    expect(sdp).toMatch(/m=audio \d+ RTP\/SAVP 111 8 0 126\r\n/);
    expect(sdp).toContain('a=rtpmap:8 PCMA/8000\r\na=rtpmap:0 PCMU/8000\r\n');
    await desk.kit.reset();
    await desk.settings({ srtp_key_exchange_protocol: 'DTLS' });
    const dtls = await desk.sdpOf(await desk.kit.userCalls(AMINA, NUMBER));
    expect(dtls).toMatch(/m=audio \d+ UDP\/TLS\/RTP\/SAVPF 111 8 0 126\r\n/);
    await desk.kit.reset();
    await desk.settings({ audio: { additional_codecs: [] } });
    const plain = await desk.sdpOf(await desk.kit.userCalls(AMINA, NUMBER));
    expect(plain).toMatch(/m=audio \d+ UDP\/TLS\/RTP\/SAVPF 111 126\r\n/);
  });

  it.each(G711)('F-CODEC-03 carries %s both ways, 160 bytes in 20 ms', async (codec, type) => {
    const { business, wacid } = await desk.sdesCall([`${type} ${codec}/8000`, EVENTS]);
    business.keepSending((index) => ({
      payload: frame(index + 1, codec),
      payloadType: type,
      timestamp: index * 160,
    }));
    await eventually(() => business.frames.length > 10);
    expect((await desk.media(wacid)).heard).toMatchObject({ nonce: NONCE, inOrder: true });
    for (const { header, payload } of business.received) {
      expect([header.payloadType, payload.length]).toEqual([type, 160]);
    }
    const [first, second] = business.received.map(({ header }) => header.timestamp);
    expect((second! - first!) >>> 0).toBe(160);
  });

  it('F-CODEC-04 is spoken by Meta where the business names it first, and Opus is heard all the same', async () => {
    const { business, wacid } = await desk.sdesCall(['0 PCMU/8000', OPUS, EVENTS]);
    business.keepSending((index) => ({ payload: frame(index + 1) }));
    await eventually(() => business.frames.length > 3);
    expect(business.received[0]!.header.payloadType).toBe(0);
    expect((await desk.media(wacid)).heard.count).toBeGreaterThan(0);
  });

  it('F-CODEC-05 is not played where the settings do not have it', async () => {
    await desk.settings({ audio: { additional_codecs: [] } });
    const { business, wacid } = await desk.sdesCall();
    for (let i = 0; i < 3; i++) business.send({ payload: frame(i, 'PCMU'), payloadType: 0 });
    await eventually(async () => (await desk.media(wacid)).rtp.unplayable === 3);
    expect((await desk.media(wacid)).heard.count).toBe(0);
  });

  it.each(G711)('F-CODEC-06 carries a tone in %s both ways', async (codec, type) => {
    const { business, wacid } = await desk.sdesCall([`${type} ${codec}/8000`, EVENTS]);
    await desk.post(wacid, 'voice', { voice: 'tone' });
    business.keepSending((index) => ({
      payload: tonePayload(codec, index),
      payloadType: type,
      timestamp: index * 160,
    }));
    await eventually(() => business.received.length > 60);
    const { seconds } = (await desk.get(wacid, 'spectrum')).body;
    expect(seconds[0]).toMatchObject({ second: 0, hz: 440 });
    const heard = business.received.slice(5, 55).flatMap((p) => [...decodeG711(codec, p.payload)]);
    expect(strongestHz(Int16Array.from(heard))).toBe(440);
  });

  it('F-CODEC-07 is taken alone, without Opus, in the offer of a business', async () => {
    const business = await desk.business();
    const offered = { sdp_type: 'offer', sdp: business.sdp(['0 PCMU/8000', EVENTS]) };
    const connect = { action: 'connect', to: AMINA, session: offered };
    const { body, status } = await desk.kit.graph(NUMBER, connect);
    expect(status).toBe(200);
    expect(await desk.sdpOf(body.calls[0].id)).toMatch(/m=audio \d+ RTP\/SAVP 0 126\r\n/);
    await desk.kit.reset();
    await desk.settings({ audio: { additional_codecs: ['PCMA'] } });
    const refused = await desk.kit.graph(NUMBER, connect);
    expect(refused.status).toBe(400);
    expect(refused.body.error.error_data.details).toMatch(/No supported codec/);
  });
});
