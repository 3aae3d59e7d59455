import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { eventually } from '#patchbay/kernel/testing';
import { describeWithChromium, openChromium } from '../support/chromium.js';
import { BrowserBusiness } from './support/browser-business.js';
import { AMINA, BRIAN, COMFORT, NUMBER, SimulatorKit } from './support/simulator-kit.js';

const TONE_HZ = 440;
/** Width of the analyser's bins and a little more. */
const NEAR_HZ = 6;
const SECONDS = 3;
const isTone = (hz: number | null) => hz !== null && Math.abs(hz - TONE_HZ) <= NEAR_HZ;

describeWithChromium('a business in Chromium', () => {
  let kit: SimulatorKit;
  let browser: Browser;
  beforeAll(async () => {
    [kit, browser] = await Promise.all([SimulatorKit.open(), openChromium()]);
  });
  afterAll(async () => {
    await browser.close();
    await kit.close();
  });

  /** Both hear 440 Hz for three seconds: the browser by its own analyser, the user by ours. */
  async function expectTones(wacid: string, business: BrowserBusiness): Promise<void> {
    expect(
      (await kit.control('POST', `/calls/${wacid}/media/voice`, { voice: 'tone' })).status,
    ).toBe(200);
    let since: number | undefined;
    await eventually(
      async () => {
        const { hz, level } = await business.heard();
        if (!isTone(hz) || level < -40) since = undefined;
        else since ??= performance.now();
        return since !== undefined && performance.now() - since > SECONDS * 1000;
      },
      { within: 20_000 },
    );
    const { seconds } = (await kit.control('GET', `/calls/${wacid}/media/spectrum`)).body;
    const tones = seconds.filter(({ hz, level }: never) => isTone(hz) && level > 0.1);
    expect(tones.length).toBeGreaterThanOrEqual(SECONDS);
  }

  async function answerCall(consumer: string): Promise<void> {
    const business = await BrowserBusiness.open(browser);
    const wacid = await kit.userCalls(consumer, NUMBER);
    const { element } = await eventually(() => kit.sink.find(wacid, 'connect'));
    const session = { sdp_type: 'answer', sdp: await business.answer(element.session.sdp) };
    const step = (action: string) => kit.graph(NUMBER, { action, call_id: wacid, session });
    expect((await step('pre_accept')).body).toMatchObject({ success: true });
    await eventually(() => business.isConnected(), { within: 20_000 });
    expect((await step('accept')).status).toBe(200);
    await expectTones(wacid, business);
    const { media } = await kit.call(wacid);
    expect(media.rtp).toMatchObject({ unauthentic: 0, otherSsrc: 0, unplayable: 0 });
  }

  async function placeCall(consumer: string, answerSetup: string): Promise<() => Promise<void>> {
    await kit.control('PUT', '/switches', { answerSetup });
    await kit.control('PUT', `/consumers/${consumer}/behaviour`, { answerAfterMs: 0 });
    const business = await BrowserBusiness.open(browser);
    const session = { sdp_type: 'offer', sdp: await business.offer() };
    const { body } = await kit.graph(NUMBER, { action: 'connect', to: consumer, session });
    const wacid = body.calls[0].id;
    const { element } = await eventually(() => kit.sink.find(wacid, 'connect'));
    expect(element.session.sdp).toContain(`a=setup:${answerSetup}\r\n`);
    return async () => {
      await business.setAnswer(element.session.sdp);
      await eventually(() => business.isConnected(), { within: 20_000 });
      await expectTones(wacid, business);
    };
  }

  it('F-MEDIA-20 F-MEDIA-21 answers and calls, and all sides hear 440 Hz for 3 seconds', async () => {
    // At once, since each takes its three seconds. Meta is in turn the DTLS client and the server.
    const calls = [await placeCall(AMINA, 'active'), await placeCall(BRIAN, 'passive')];
    await Promise.all([answerCall(COMFORT), ...calls.map((talk) => talk())]);
  });
});
