import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { renderSilence } from '../../apps/simulator/src/world/recording/render-call.js';
import { eventually } from '#patchbay/kernel/testing';
import { CallDesk, refusalOf } from './support/call-desk.js';
import { AMINA, GLOBEX_NUMBER, NUMBER, SimulatorKit } from './support/simulator-kit.js';
import { upload } from './support/upload.js';

const GREETING = new Blob([new Uint8Array(renderSilence(3000))], { type: 'audio/ogg' });
const FIELDS = { messaging_product: 'whatsapp', use_case: 'call_voicemail_announcement' };

describe('voicemail', () => {
  let desk: CallDesk;
  beforeAll(async () => {
    desk = new CallDesk(await SimulatorKit.open());
  });
  beforeEach(() => desk.fresh());
  afterAll(() => desk.kit.close());

  const put = (file: Blob | undefined, fields: Record<string, string> = FIELDS, to = NUMBER) =>
    upload(
      `${desk.kit.simulator.url}/v26.0/${NUMBER}/media`,
      desk.kit.tokenOf(to),
      file === undefined ? { fields } : { file, fields },
    );

  async function enable(triggers: string[], timeout_seconds = 20): Promise<void> {
    const { id } = (await put(GREETING)).body;
    await desk.settings({
      voicemail: {
        status: 'ENABLED',
        triggers,
        audio: { default: { announcement_media_id: Number(id), timeout_seconds } },
      },
    });
  }

  /** The audio message of a call, if it has come. */
  const messageOf = (wacid: string) =>
    desk.kit.sink.received.find((webhook) => webhook.value.messages?.[0]?.id === wacid);

  async function expectNoMessage(wacid: string): Promise<void> {
    await desk.advance(60_000);
    const later = await desk.userCalls();
    await desk.told(later, 'connect');
    expect(messageOf(wacid)).toBeUndefined();
  }

  it('F-VOICEMAIL-01 a caller whom nobody answers leaves an audio message whose id is the wacid', async () => {
    await enable(['TIMEOUT']);
    const wacid = await desk.userCalls();
    await desk.advance(30_000);
    const { element } = await desk.told(wacid, 'terminate');
    expect(element).not.toHaveProperty('start_time');
    const { raw, value } = await eventually(() => messageOf(wacid));
    expect(JSON.parse(raw.toString()).entry[0].changes[0].field).toBe('messages');
    expect(value.contacts).toHaveLength(1);
    expect(value.messages).toEqual([
      {
        from: AMINA,
        from_user_id: 'KE.12340000000000101',
        id: wacid,
        timestamp: expect.stringMatching(/^\d{10}$/),
        type: 'audio',
        audio: {
          id: expect.stringMatching(/^\d+$/),
          mime_type: 'audio/ogg; codecs=opus',
          sha256: expect.any(String),
          url: expect.any(String),
          voice: true,
        },
      },
    ]);
  });

  it('F-VOICEMAIL-02 it can be fetched like other media', async () => {
    await enable(['TIMEOUT']);
    const wacid = await desk.userCalls();
    await desk.advance(30_000);
    const { value } = await eventually(() => messageOf(wacid));
    const { body } = await desk.graph('GET', `/${value.messages[0].audio.id}`);
    const authorization = `Bearer ${desk.kit.tokenOf(NUMBER)}`;
    const response = await fetch(body.url, { headers: { authorization } });
    expect(response.headers.get('content-type')).toBe('audio/ogg; codecs=opus');
  });

  it('F-VOICEMAIL-03 it takes a call as early as its time-out says', async () => {
    await enable(['TIMEOUT'], 10);
    const wacid = await desk.userCalls();
    await desk.advance(9000);
    expect((await desk.kit.call(wacid)).state).toBe('CALLING');
    await desk.advance(2000);
    expect(await desk.kit.call(wacid)).toMatchObject({ state: 'ENDED', wentToVoicemail: true });
  });

  it('F-VOICEMAIL-04 a rejected call goes there too, where that is a trigger', async () => {
    await enable(['REJECT']);
    const call_id = await desk.userCalls();
    await desk.act({ action: 'reject', call_id });
    await desk.advance(3000);
    await eventually(() => messageOf(call_id));
  });

  it.each([
    { triggers: ['REJECT'], end: 'time' },
    { triggers: ['TIMEOUT'], end: 'reject' },
    { triggers: ['REJECT'], end: 'terminate' },
  ])(
    'F-VOICEMAIL-05 what is no trigger ends the call: $end with $triggers',
    async ({ end, triggers }) => {
      await enable(triggers);
      const call_id = await desk.userCalls();
      if (end !== 'time') await desk.act({ action: end, call_id });
      await expectNoMessage(call_id);
    },
  );

  it('F-VOICEMAIL-06 who hangs up first, or is answered, leaves none', async () => {
    await enable(['REJECT', 'TIMEOUT']);
    const left = await desk.userCalls();
    await desk.step(left, 'hangup');
    await expectNoMessage(left);
    await desk.fresh();
    const talked = await desk.talk();
    await desk.act({ action: 'terminate', call_id: talked });
    await expectNoMessage(talked);
  });

  it('F-VOICEMAIL-07 a caller may say nothing, and then there is no message', async () => {
    await enable(['TIMEOUT']);
    await desk.behave({ voicemailMs: null });
    const wacid = await desk.userCalls();
    await desk.advance(30_000);
    expect(await desk.kit.call(wacid)).toMatchObject({ wentToVoicemail: true });
    await expectNoMessage(wacid);
  });

  it('F-VOICEMAIL-08 a greeting is uploaded as a file with its use case', async () => {
    const { body, status } = await put(GREETING, { ...FIELDS, description: 'main line' });
    expect({ status, body }).toEqual({
      status: 200,
      body: { id: expect.stringMatching(/^\d{15}$/) },
    });
    const { body: media } = await desk.graph('GET', `/${body.id}`);
    expect(media).toMatchObject({ mime_type: 'audio/ogg; codecs=opus', id: body.id });
  });

  it.each([
    ['no file', undefined, FIELDS, /file is required/],
    ['no product', GREETING, { use_case: FIELDS.use_case }, /messaging_product/],
    ['another use case', GREETING, { ...FIELDS, use_case: 'ringtone' }, /use_case/],
    ['no Opus', new Blob(['RIFF'], { type: 'audio/ogg' }), FIELDS, /Opus/],
    [
      'a type that is not Ogg',
      GREETING.slice(0, GREETING.size, 'audio/mpeg'),
      FIELDS,
      /audio\/ogg/,
    ],
  ])('F-VOICEMAIL-09 an upload with %s is refused', async (_what, file, fields, details) => {
    expect(refusalOf(await put(file, fields as Record<string, string>))).toEqual({
      status: 400,
      code: 100,
      details: expect.stringMatching(details),
    });
  });

  it('F-VOICEMAIL-10 a greeting is shorter than 60 seconds', async () => {
    const long = new Blob([new Uint8Array(renderSilence(60_200))], { type: 'audio/ogg' });
    expect(refusalOf(await put(long))).toMatchObject({
      code: 100,
      details: expect.stringMatching(/60 seconds/),
    });
  });

  it("F-VOICEMAIL-11 a number's media are uploaded with a token of its WABA", async () => {
    expect(refusalOf(await put(GREETING, FIELDS, GLOBEX_NUMBER))).toMatchObject({
      status: 403,
      code: 200,
    });
  });
});
