import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '#patchbay/kernel/testing';
import { ANNOUNCEMENT_LANGUAGES } from '../../apps/simulator/src/world/recording/recording-order.js';
import { CallDesk, refusalOf } from './support/call-desk.js';
import { AMINA, BRIAN, GLOBEX_NUMBER, NUMBER, SimulatorKit } from './support/simulator-kit.js';
import type { Json } from './support/webhook-sink.js';

const ORDER = { status: 'ENABLED', purpose: 'quality review', announcement_language: 'en_GB' };
const DAY_MS = 86_400_000;

describe('recordings and transcripts', () => {
  let desk: CallDesk;
  beforeAll(async () => {
    desk = new CallDesk(await SimulatorKit.open());
  });
  beforeEach(() => desk.fresh());
  afterAll(() => desk.kit.close());

  /** A user's call of ten seconds, with orders given at its answer. */
  async function talkTen(orders: Record<string, unknown>): Promise<string> {
    const call_id = await desk.userCalls();
    const reply = await desk.act({ action: 'accept', call_id, ...orders });
    expect(reply).toMatchObject({ status: 200 });
    await desk.advance(10_000);
    await desk.step(call_id, 'hangup');
    await desk.told(call_id, 'terminate');
    return call_id;
  }

  /** Ten seconds of talk, and what is told within a minute of its end. */
  async function elementOf(orders: Record<string, unknown>, kind: string): Promise<Json> {
    const wacid = await talkTen(orders);
    await desk.advance(59_000);
    return (await desk.told(wacid, kind)).element;
  }

  async function download(url: string, token = desk.kit.tokenOf(NUMBER)) {
    const headers = token === '' ? {} : { authorization: `Bearer ${token}` };
    const response = await fetch(url, { headers });
    const content = Buffer.from(await response.arrayBuffer());
    return { status: response.status, type: response.headers.get('content-type'), content };
  }

  const recordingOf = () => elementOf({ recording: ORDER }, 'call_recording_available');
  const transcriptOf = () => elementOf({ transcription: ORDER }, 'call_transcription_available');

  describe('the order', () => {
    it.each(['recording', 'transcription'])(
      'F-RECORDING-01 of a %s needs status and purpose',
      async (name) => {
        for (const order of [
          { purpose: 'x' },
          { status: 'ENABLED' },
          { status: 'ON', purpose: 'x' },
        ]) {
          expect(refusalOf(await desk.connect({ [name]: order }))).toMatchObject({
            status: 400,
            code: 100,
            details: expect.stringContaining(name),
          });
        }
      },
    );

    it('F-RECORDING-02 states its purpose in 250 characters', async () => {
      const long = { ...ORDER, purpose: 'x'.repeat(251) };
      expect(refusalOf(await desk.connect({ recording: long }))).toMatchObject({ code: 100 });
      await desk.place({ recording: { ...ORDER, purpose: 'x'.repeat(250) } });
    });

    it('F-RECORDING-03 announces itself in one of 18 languages', async () => {
      expect(ANNOUNCEMENT_LANGUAGES).toHaveLength(18);
      const wrong = { ...ORDER, announcement_language: 'en_ZA' };
      expect(refusalOf(await desk.connect({ recording: wrong }))).toMatchObject({ code: 100 });
      const wacid = await desk.place({ recording: ORDER });
      expect((await desk.kit.call(wacid)).announcement).toEqual({
        purpose: 'quality review',
        language: 'en_GB',
      });
    });

    it("F-RECORDING-04 with both given, the recording's words are announced", async () => {
      const transcription = { ...ORDER, purpose: 'training', announcement_language: 'fr' };
      const wacid = await desk.place({ recording: ORDER, transcription });
      expect(await desk.kit.call(wacid)).toMatchObject({
        isRecorded: true,
        isTranscribed: true,
        announcement: { purpose: 'quality review', language: 'en_GB' },
      });
    });

    it('F-RECORDING-05 comes with connect or accept; on pre_accept it does nothing', async () => {
      const call_id = await desk.userCalls();
      await desk.act({ action: 'pre_accept', call_id, recording: ORDER });
      expect((await desk.kit.call(call_id)).isRecorded).toBe(false);
      await desk.act({ action: 'accept', call_id, recording: ORDER });
      expect((await desk.kit.call(call_id)).isRecorded).toBe(true);
    });
  });

  it('F-RECORDING-06 the recording of a call is told within a minute of its end', async () => {
    const wacid = await talkTen({ recording: ORDER });
    const endedMs = (await desk.ask('GET', '/clock')).nowMs;
    await desk.advance(59_000);
    const { element, value } = await desk.told(wacid, 'call_recording_available');
    expect(Number(element.timestamp) * 1000 - endedMs).toBeLessThan(60_000);
    // Neither `to` nor direction nor contacts.
    expect(element).toEqual({
      id: wacid,
      from: AMINA,
      from_user_id: 'KE.12340000000000101',
      timestamp: expect.stringMatching(/^\d{10}$/),
      event: 'call_recording_available',
      call_recording: {
        type: 'audio',
        audio: {
          id: expect.stringMatching(/^\d+$/),
          sha256: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
          mime_type: 'audio/ogg; codecs=opus',
          url: expect.stringMatching(/^http/),
        },
      },
    });
    expect(value).not.toHaveProperty('contacts');
  });

  it("F-RECORDING-07 the business's calls are recorded as well", async () => {
    const wacid = await desk.placeAnswered({ recording: ORDER });
    await desk.step(wacid, 'hangup');
    await desk.advance(59_000);
    await desk.told(wacid, 'call_recording_available');
  });

  it('F-RECORDING-08 the transcript is told as a document, without a type', async () => {
    const element = await transcriptOf();
    expect(element.call_transcript).toEqual({
      document: {
        id: expect.stringMatching(/^\d+$/),
        sha256: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
        mime_type: 'application/json',
        url: expect.stringMatching(/^http/),
      },
    });
    expect(element).not.toHaveProperty('direction');
  });

  it.each(['call_transcription_available', 'call_transcript_available'])(
    'F-RECORDING-09 its event is %s',
    async (transcriptEvent) => {
      await desk.switch({ transcriptEvent });
      const element = await elementOf({ transcription: ORDER }, transcriptEvent);
      expect(element.event).toBe(transcriptEvent);
    },
  );

  it('F-RECORDING-10 each comes only where it was ordered, and in its own time', async () => {
    const both = await talkTen({ recording: ORDER, transcription: ORDER });
    await desk.advance(59_000);
    const recorded = await desk.told(both, 'call_recording_available');
    const written = await desk.told(both, 'call_transcription_available');
    expect(written.element.timestamp).not.toBe(recorded.element.timestamp);
    const one = await talkTen({
      recording: { ...ORDER, status: 'DISABLED' },
      transcription: ORDER,
    });
    await desk.advance(59_000);
    await desk.told(one, 'call_transcription_available');
    expect(desk.kit.sink.find(one, 'call_recording_available')).toBeUndefined();
  });

  it('F-RECORDING-11 a call that nobody answered has none', async () => {
    await desk.behave({ onRing: 'reject' });
    const wacid = await desk.place({ recording: ORDER });
    await desk.told(wacid, 'terminate');
    await desk.advance(59_000);
    await desk.behave({});
    const later = await desk.placeAnswered({ recording: ORDER });
    await desk.step(later, 'hangup');
    await desk.advance(59_000);
    await desk.told(later, 'call_recording_available');
    expect(desk.kit.sink.find(wacid, 'call_recording_available')).toBeUndefined();
  });

  it('F-RECORDING-12 the file is Ogg Opus, and its hash is that of the webhook, in base64', async () => {
    const { audio } = (await recordingOf()).call_recording;
    const { content, status, type } = await download(audio.url);
    expect({ status, type }).toEqual({ status: 200, type: 'audio/ogg; codecs=opus' });
    expect(content.toString('ascii', 0, 4)).toBe('OggS');
    expect(createHash('sha256').update(content).digest('base64')).toBe(audio.sha256);
  });

  it('F-RECORDING-13 a download needs a token of the WABA', async () => {
    const { url } = (await recordingOf()).call_recording.audio;
    expect((await download(url, '')).status).toBe(401);
    expect((await download(url, desk.kit.tokenOf(GLOBEX_NUMBER))).status).toBe(403);
    expect((await download(url)).status).toBe(200);
  });

  it('F-RECORDING-14 a URL works for 5 minutes; the media id gives a new one', async () => {
    const { audio } = (await recordingOf()).call_recording;
    await desk.advance(200_000);
    expect((await download(audio.url)).status).toBe(200);
    await desk.advance(101_000);
    expect((await download(audio.url)).status).toBe(404);
    const { body, status } = await desk.graph('GET', `/${audio.id}`);
    expect(status).toBe(200);
    expect(body).toEqual({
      messaging_product: 'whatsapp',
      url: expect.stringMatching(/^http/),
      mime_type: 'audio/ogg; codecs=opus',
      sha256: audio.sha256,
      file_size: expect.any(Number),
      id: audio.id,
    });
    expect((await download(body.url)).content).toHaveLength(body.file_size);
  });

  it('F-RECORDING-15 media ids are for tokens of the WABA, and for the number that is named', async () => {
    const { id } = (await recordingOf()).call_recording.audio;
    const foreign = await desk.graph('GET', `/${id}`, undefined, GLOBEX_NUMBER);
    expect(refusalOf(foreign)).toMatchObject({ status: 403, code: 200 });
    const right = await desk.graph('GET', `/${id}?phone_number_id=${NUMBER}`);
    expect(right.status).toBe(200);
    const wrong = await desk.graph('GET', `/${id}?phone_number_id=${GLOBEX_NUMBER}`);
    expect(refusalOf(wrong)).toMatchObject({ status: 400, code: 100 });
  });

  it('F-RECORDING-16 recordings are kept for 7 days, or until they are deleted', async () => {
    const { id } = (await recordingOf()).call_recording.audio;
    await desk.advance(6 * DAY_MS);
    expect((await desk.graph('GET', `/${id}`)).status).toBe(200);
    await desk.advance(DAY_MS);
    expect((await desk.graph('GET', `/${id}`)).body.error).toMatchObject({ code: 100 });
    const other = (await recordingOf()).call_recording.audio;
    expect(await desk.graph('DELETE', `/${other.id}`)).toEqual({
      status: 200,
      body: { success: true },
    });
    expect((await desk.graph('GET', `/${other.id}`)).status).toBe(400);
  });

  it('F-RECORDING-17 the transcript names who said what and when, word by word', async () => {
    const { url } = (await transcriptOf()).call_transcript.document;
    const { content, type } = await download(url);
    expect(type).toBe('application/json');
    const { metadata, transcript } = JSON.parse(content.toString());
    expect(metadata).toEqual({
      processed_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      audio: {
        duration: expect.any(Number),
        sample_rate: expect.any(Number),
        channels: 2,
        audio_format: expect.any(String),
      },
    });
    expect(metadata.audio.duration).toBeCloseTo(10, 0);
    expect(transcript).toMatchObject({
      text: expect.any(String),
      language: 'en',
      duration: metadata.audio.duration,
      confidence: expect.any(Number),
    });
    for (const segment of transcript.segments) {
      expect(segment.channel).toBe(segment.speaker === 'Business' ? 0 : 1);
      const said = segment.words.map(({ word }: { word: string }) => word).join(' ');
      expect(said).toBe(segment.text);
      expect(segment.words[0]).toEqual({
        word: expect.any(String),
        start: segment.start,
        end: expect.any(Number),
        confidence: expect.any(Number),
        lang: 'en',
      });
    }
    const speakers = transcript.segments.map(({ speaker }: { speaker: string }) => speaker);
    expect(new Set(speakers)).toEqual(new Set(['Business', 'Customer']));
  });

  it.each([true, false])(
    'F-RECORDING-18 calls by SIP are recorded or not: %p',
    async (isRecordingInSipMode) => {
      await desk.switch({ isRecordingInSipMode });
      const servers = [{ hostname: 'sip.example.net', port: 5061 }];
      await desk.settings({ sip: { status: 'ENABLED', webhook_delivery: 'ENABLED', servers } });
      const body = { phoneNumberId: NUMBER, consumer: AMINA, recording: ORDER };
      const { wacid } = await desk.ask('POST', '/sip-calls', body);
      await desk.advance(2000);
      await desk.step(wacid, 'hangup');
      await desk.advance(59_000);
      const marker = (await desk.ask('POST', '/sip-calls', { ...body, consumer: BRIAN })).wacid;
      await desk.told(marker, 'call_created');
      const told = desk.kit.sink.find(wacid, 'call_recording_available');
      expect(told !== undefined).toBe(isRecordingInSipMode);
    },
  );

  it('F-RECORDING-19 what both said is on two channels', async () => {
    const call_id = await desk.kit.userCalls(BRIAN, NUMBER);
    const { element } = await desk.told(call_id, 'connect');
    const peer = desk.kit.peer();
    const session = { sdp_type: 'answer', sdp: await peer.answer(element.session.sdp) };
    await desk.act({ action: 'accept', call_id, session, recording: ORDER });
    await eventually(() => peer.isConnected);
    peer.speak();
    await eventually(async () => (await desk.kit.call(call_id)).media.heard.count > 20);
    await desk.step(call_id, 'hangup');
    await desk.advance(10_000);
    const { audio } = (await desk.told(call_id, 'call_recording_available')).element.call_recording;
    const { content } = await download(audio.url);
    // RFC 7845 §5.1: the number of channels follows the version.
    expect(content.readUInt8(content.indexOf('OpusHead') + 9)).toBe(2);
    await peer.close();
  });
});
