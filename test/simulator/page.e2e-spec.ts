import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { eventually } from '#patchbay/kernel/testing';
import { describeWithChromium, openChromium } from '../support/chromium.js';
import { AMINA, COMFORT, NUMBER, request, SimulatorKit } from './support/simulator-kit.js';
import { BrowserBusiness } from './support/browser-business.js';
import { CallDesk } from './support/call-desk.js';

/** The strongest frequency of what the page plays, once it is steady; runs in the browser. */
async function strongestHz(page: Page): Promise<number> {
  return page.evaluate(`(async () => {
    const stream = document.getElementById('sound').srcObject;
    const context = new AudioContext({ sampleRate: 48000 });
    const analyser = context.createAnalyser();
    analyser.fftSize = 16384;
    analyser.smoothingTimeConstant = 0;
    context.createMediaStreamSource(stream).connect(analyser);
    const bins = new Float32Array(analyser.frequencyBinCount);
    const hzPerBin = context.sampleRate / analyser.fftSize;
    for (let attempt = 0; attempt < 100; attempt++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      analyser.getFloatFrequencyData(bins);
      const strongest = bins.reduce((best, level, i) => (level > bins[best] ? i : best), 0);
      if (bins[strongest] > -40) {
        await context.close();
        return strongest * hzPerBin;
      }
    }
    return 0;
  })()`);
}

/** The business asks a user for the permission to call. */
async function askForPermission(kit: SimulatorKit, to: string): Promise<void> {
  const interactive = {
    type: 'call_permission_request',
    action: { name: 'call_permission_request' },
    body: { text: 'May we call you about your order?' },
  };
  const { body, status } = await request(
    'POST',
    `${kit.simulator.url}/v26.0/${NUMBER}/messages`,
    { messaging_product: 'whatsapp', to, type: 'interactive', interactive },
    { authorization: `Bearer ${kit.tokenOf(NUMBER)}` },
  );
  if (status !== 200) throw new Error(JSON.stringify(body));
}

describeWithChromium('the page on which a person plays users', () => {
  let kit: SimulatorKit;
  let browser: Browser;
  let page: Page;
  let shop: BrowserBusiness | undefined;
  const problems: string[] = [];

  const stateOf = async (wacid: string): Promise<string> => (await kit.call(wacid)).state;

  beforeAll(async () => {
    kit = await SimulatorKit.open();
    browser = await openChromium();
    const context = await browser.newContext({ permissions: ['microphone'] });
    page = await context.newPage();
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) problems.push(message.text());
    });
    page.on('pageerror', (error) => problems.push(error.message));
    await page.goto(kit.simulator.url);
    await page
      .getByRole('button', { name: /^Call / })
      .first()
      .waitFor();
  });

  afterEach(async () => {
    await shop?.close();
    shop = undefined;
    await kit.reset();
  });

  afterAll(async () => {
    await browser.close();
    await kit.close();
  });

  it('calls a business, plays what it says, presses keys and hangs up by clicks', async () => {
    shop = await BrowserBusiness.open(browser);
    await page.getByRole('button', { name: /^Call Acme Telecare Support/ }).click();
    const connect = await eventually(() => kit.sink.received.find((w) => w.kind === 'connect'));
    const { element, wacid } = connect;
    const session = { sdp_type: 'answer', sdp: await shop.answer(element.session.sdp) };
    await kit.graph(NUMBER, { action: 'pre_accept', call_id: wacid, session });
    await kit.graph(NUMBER, { action: 'accept', call_id: wacid, session });
    await page.getByText('In a call').waitFor();
    await page.getByText('Microphone and sound are on.').waitFor();
    const hz = await strongestHz(page);
    expect(hz).toBeGreaterThan(432);
    expect(hz).toBeLessThan(448);
    // Chromium's stand-in for a microphone beeps once a second.
    await eventually(async () => ((await shop?.heard())?.level ?? -Infinity) > -50);
    await page.getByRole('button', { name: 'Key 5' }).click();
    await page.getByText('Pressed 5').waitFor();
    await page.getByRole('button', { name: 'Hang up' }).click();
    await page.getByText('You ended the call.').waitFor();
    expect(await stateOf(wacid)).toBe('ENDED');
    await page.getByText('terminate → alpha').waitFor();
  });

  it('rings when a business calls, and is answered by a click', async () => {
    shop = await BrowserBusiness.open(browser);
    const session = { sdp_type: 'offer', sdp: await shop.offer() };
    const { body } = await kit.graph(NUMBER, { action: 'connect', to: AMINA, session });
    const wacid = body.calls[0].id;
    const { element } = await eventually(() => kit.sink.find(wacid, 'connect'));
    await shop.setAnswer(element.session.sdp);
    await page.getByText('is calling you').waitFor();
    await page.getByRole('button', { name: 'Answer' }).click();
    await page.getByText('In a call').waitFor();
    await page.getByText('Microphone and sound are on.').waitFor();
    expect(await strongestHz(page)).toBeGreaterThan(432);
    expect(await stateOf(wacid)).toBe('ACCEPTED');
    await page.getByRole('button', { name: 'Mute' }).click();
    await page.getByRole('button', { name: 'Hang up' }).click();
    await eventually(async () => (await stateOf(wacid)) === 'ENDED');
  });

  it("declines a business's call", async () => {
    const wacid = await new CallDesk(kit).place();
    await page.getByRole('button', { name: 'Decline' }).click();
    await eventually(() => kit.sink.find(wacid, 'REJECTED'));
  });

  it('shows no call button where there is none, and says why', async () => {
    const closed = page.getByRole('listitem').filter({ hasText: '+447700900102' });
    await expect(closed.textContent()).resolves.toContain('no call button');
  });

  it('writes to a business and decides on a request for permission', async () => {
    await page.getByRole('combobox', { name: 'Who you play' }).selectOption(COMFORT);
    await page.getByText('This business may not call you.').waitFor();
    await page.getByLabel('Message to the business').fill('Good morning');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByRole('listitem').filter({ hasText: 'Good morning' }).waitFor();
    await askForPermission(kit, COMFORT);
    await page.getByRole('button', { name: 'Allow for 7 days' }).click();
    await page.getByText('You allow calls for 7 days.').waitFor();
    await page.getByText('This business may call you for some days.').waitFor();
    await page.getByRole('combobox', { name: 'Who you play' }).selectOption(AMINA);
  });

  it('makes a person', async () => {
    await page.getByRole('button', { name: 'New person' }).click();
    await page.getByLabel('Name').fill('Dora Nkrumah');
    await page.getByLabel('Phone number, with country code').fill('+233 20 000 0777');
    await page.getByRole('button', { name: 'Create' }).click();
    const person = page.getByRole('combobox', { name: 'Who you play' });
    await eventually(async () => (await person.inputValue()) === '233200000777');
    await person.selectOption(AMINA);
  });

  it('tells of nothing that went wrong', async () => {
    await expect(page.locator('#said').textContent()).resolves.toBe('');
  });

  it('lets time pass and sets faults', async () => {
    await page.getByRole('button', { name: '+7 days' }).click();
    await eventually(() => kit.clock.offsetMs === 7 * 86_400_000);
    await page.getByLabel('Faults').selectOption('duplicate');
    await eventually(async () => {
      const { body } = await kit.control('GET', '/faults/rules');
      return body.rules.some((rule: { profile?: string }) => rule.profile === 'duplicate');
    });
    await page.getByLabel('Faults').selectOption('');
    await page.getByRole('button', { name: 'Now' }).click();
    await eventually(() => kit.clock.offsetMs === 0);
  });

  it('lists the control operations', async () => {
    const docs = await page.context().newPage();
    docs.on('pageerror', (error) => problems.push(error.message));
    await docs.goto(`${kit.simulator.url}/_sim/docs`);
    await docs.getByText('POST /_sim/v1/calls', { exact: true }).waitFor();
    await docs.close();
  });

  it('had nothing to complain about', () => {
    expect(problems).toEqual([]);
  });
});
