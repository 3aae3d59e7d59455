import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '#patchbay/kernel/testing';
import { encodeFrame, SPEAKER } from '../../apps/simulator/src/media/frame.js';
import { MediaDesk } from './support/media-desk.js';
import { AMINA, NUMBER } from './support/simulator-kit.js';

const NONCE = '00112233445566aa';
const frame = (number: number) => encodeFrame({ speaker: SPEAKER.TENANT, nonce: NONCE, number });
const FMTP =
  'maxaveragebitrate=20000;maxplaybackrate=16000;minptime=20;sprop-maxcapturerate=16000;useinbandfec=1';

describe('media with keys in the SDP', () => {
  let desk: MediaDesk;
  beforeAll(async () => {
    desk = await MediaDesk.open();
  });
  beforeEach(() => desk.settings({ srtp_key_exchange_protocol: 'SDES' }));
  afterEach(() => desk.reset());
  afterAll(() => desk.close());

  it('F-SDES-10 F-SDES-16 is offered like in Meta’s samples, without ICE and DTLS', async () => {
    const wacid = await desk.kit.userCalls(AMINA, NUMBER);
    const sdp = await desk.sdpOf(wacid);
    expect(sdp).toMatch(/\r\nm=audio \d+ RTP\/SAVP 111 126\r\n/);
    expect(sdp).toMatch(
      /\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:[A-Za-z0-9+/]{40}\r\na=rtpmap:111 opus\/48000\/2\r\n/,
    );
    for (const line of [
      `a=fmtp:111 ${FMTP}`,
      'a=mid:audio',
      'a=group:BUNDLE audio',
      'a=ptime:20',
    ]) {
      expect(sdp).toContain(`\r\n${line}\r\n`);
    }
    expect(sdp).toMatch(/a=msid:\S+ WhatsAppTrack1\r\n/);
    expect(sdp).toMatch(/a=ssrc:\d+ cname:WhatsAppAudioStream1\r\n$/);
    expect(sdp).not.toMatch(/a=(?:ice-|fingerprint|setup|candidate)/);
  });

  it('F-SDES-12 F-SDES-13 carries sound both ways once the business has sent the first packet', async () => {
    const { business, wacid } = await desk.sdesCall();
    await eventually(async () => (await desk.kit.call(wacid)).state === 'ACCEPTED');
    expect((await desk.media(wacid)).sent.count).toBe(0);
    business.keepSending((index) => ({ payload: frame(index + 1) }));
    await eventually(() => business.frames.length > 20);
    const media = await desk.media(wacid);
    expect(media.heard).toMatchObject({ nonce: NONCE, inOrder: true });
    expect(media.sent.firstSentMs).toBeGreaterThan(0);
    expect(business.frames.every(({ nonce }) => nonce === media.nonce)).toBe(true);
    expect(new Set(business.received.map(({ header }) => header.ssrc)).size).toBe(1);
  });

  it('F-SDES-14 sends to where the authentic packets come from, whatever the SDP said', async () => {
    const { business, offer, wacid } = await desk.sdesCall();
    const stranger = await desk.business();
    stranger.connect(offer);
    stranger.send({ payload: frame(1) });
    business.send({ payload: frame(1) });
    await eventually(() => business.frames.length > 3);
    expect(stranger.received).toEqual([]);
    expect((await desk.media(wacid)).rtp.unauthentic).toBe(1);
  });

  it("F-SDES-11 answers with the business's payload types and key tag", async () => {
    await desk.kit.control('PUT', `/consumers/${AMINA}/behaviour`, { answerAfterMs: 0 });
    const business = await desk.business();
    const formats = ['107 opus/48000/2', '0 PCMU/8000', '8 PCMA/8000', '101 telephone-event/8000'];
    const session = { sdp_type: 'offer', sdp: business.sdp(formats, 4) };
    const { body } = await desk.kit.graph(NUMBER, { action: 'connect', to: AMINA, session });
    const wacid = body.calls[0].id;
    const sdp = await desk.sdpOf(wacid);
    expect(sdp).toMatch(/\r\nm=audio \d+ RTP\/SAVP 107 101\r\n/);
    expect(sdp).toContain('\r\na=crypto:4 AES_CM_128_HMAC_SHA1_80 ');
    business.connect(sdp);
    business.keepSending((index) => ({ payload: frame(index + 1), payloadType: 107 }));
    await eventually(() => business.frames.length > 5);
    expect(business.received[0]!.header.payloadType).toBe(107);
    await eventually(() => desk.kit.sink.find(wacid, 'ACCEPTED'));
    await desk.kit.control('PUT', `/consumers/${AMINA}/behaviour`, {});
  });

  it('F-SDES-02 F-SDES-15 holds from the next call on, and is refused in the other form', async () => {
    const wacid = await desk.kit.userCalls(AMINA, NUMBER);
    await desk.sdpOf(wacid);
    const { body, status } = await desk.accept(wacid, 'v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n');
    expect({ status, details: body.error.error_data.details }).toEqual({
      status: 400,
      details: 'No crypto attribute found in SDP',
    });
    await desk.kit.control('POST', `/calls/${wacid}/hangup`);
    await desk.settings({ srtp_key_exchange_protocol: 'DTLS' });
    expect(await desk.sdpOf(await desk.kit.userCalls(AMINA, NUMBER))).toContain('a=fingerprint');
  });

  it('F-SDES-17 hears nothing where each side uses the other’s key', async () => {
    const { business, wacid } = await desk.sdesCall(undefined, {
      faults: { media: { dtlsKeySwapped: true } },
    });
    business.keepSending((index) => ({ payload: frame(index + 1) }));
    await eventually(async () => (await desk.media(wacid)).rtp.unauthentic > 3);
    expect((await desk.media(wacid)).heard.count).toBe(0);
  });
});
