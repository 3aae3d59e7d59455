import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { eventually } from '#patchbay/kernel/testing';
import { describeWithChromium, openChromium } from '../support/chromium.js';
import { ACME, PartnerDesk } from './support/partner-desk.js';
import type { Json } from './support/webhook-sink.js';

/** A partner's page as Meta's guide has it; only the address of the SDK differs. */
function partnerPage(sdkUrl: string, appId: string): string {
  return `<!doctype html><title>Partner</title>
    <button onclick="launch()">Login with Facebook</button>
    <script>
      window.heard = [];
      window.fbAsyncInit = function () {
        FB.init({ appId: '${appId}', autoLogAppEvents: true, xfbml: true, version: 'v26.0' });
      };
      window.addEventListener('message', (event) => {
        if (!event.origin.endsWith('facebook.com')) return;
        try {
          const data = JSON.parse(event.data);
          if (data.type === 'WA_EMBEDDED_SIGNUP') heard.push({ session: data });
        } catch {
          heard.push({ unreadable: event.data });
        }
      });
      function launch() {
        FB.login((response) => heard.push({ response }), {
          config_id: '777',
          response_type: 'code',
          override_default_response_type: true,
          extras: { setup: {} },
        });
      }
    </script>
    <script async defer crossorigin="anonymous" src="${sdkUrl}"></script>`;
}

describeWithChromium('the popup of Embedded Signup', () => {
  let desk: PartnerDesk;
  let browser: Browser;
  let context: BrowserContext;
  let site: Server;
  let page: Page;
  const problems: string[] = [];

  beforeAll(async () => {
    desk = await PartnerDesk.open();
    browser = await openChromium();
    site = createServer((_, response) => {
      response.setHeader('content-type', 'text/html');
      response.end(partnerPage(`${desk.kit.simulator.url}/en_US/sdk.js`, desk.alpha.appId));
    });
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  });

  beforeEach(async () => {
    await desk.fresh();
    context = await browser.newContext();
    context.on('weberror', (error) => problems.push(String(error.error())));
    page = await context.newPage();
    await page.goto(`http://localhost:${(site.address() as AddressInfo).port}/`);
    await page.waitForFunction('window.FB !== undefined');
  });

  afterEach(async () => {
    await context.close();
    expect(problems.splice(0)).toEqual([]);
  });

  afterAll(async () => {
    await browser.close();
    site.close();
    await desk.kit.close();
  });

  async function launch(): Promise<Page> {
    const [popup] = await Promise.all([context.waitForEvent('page'), page.click('button')]);
    await popup.waitForSelector('#PERMISSIONS:not([hidden])');
    return popup;
  }
  const go = (popup: Page, name = 'Continue') => popup.getByRole('button', { name }).click();
  /** The window may be gone before its click is over: that it closes is what counts. */
  const leave = (popup: Page, name: string) =>
    Promise.all([popup.waitForEvent('close'), go(popup, name).catch(() => undefined)]);
  const heading = (popup: Page, name: RegExp) => popup.getByRole('heading', { name }).waitFor();
  const heard = (): Promise<Json[]> => page.evaluate('window.heard');
  /** Both things that a page hears. */
  const outcome = (): Promise<Json[]> =>
    eventually(async () => {
      const list = await heard();
      return list.length >= 2 ? list : undefined;
    });

  /** From the first step to the last, with a portfolio, an account and a number of its own. */
  async function connectNew(popup: Page): Promise<void> {
    await go(popup);
    await popup.getByLabel('Business name').fill('Corner Shop');
    await go(popup);
    await go(popup);
    await popup.getByLabel('New number').fill('+44 7700 900555');
    await go(popup);
    await popup
      .getByLabel('Code', { exact: true })
      .fill((await popup.textContent('#sent-code')) ?? '');
    await go(popup);
    await heading(popup, /Review/);
    await go(popup, 'Confirm');
    await heading(popup, /connected/);
  }

  it('F-SIGNUP-40 FB.login opens it; the page hears the session message from facebook.com and gets a code', async () => {
    const popup = await launch();
    await connectNew(popup);
    await leave(popup, 'Finish');
    const [{ session }, { response }] = await outcome();
    expect(session).toEqual({
      type: 'WA_EMBEDDED_SIGNUP',
      event: 'FINISH',
      data: {
        phone_number_id: expect.any(String),
        waba_id: expect.any(String),
        business_id: expect.any(String),
      },
    });
    expect(response).toEqual({
      status: 'connected',
      authResponse: { userID: null, expiresIn: null, code: expect.any(String) },
    });
    const { body } = await desk.exchange(response.authResponse.code);
    const path = `/${session.data.waba_id}/phone_numbers?fields=display_phone_number`;
    expect((await desk.get(path, body.access_token)).body.data).toEqual([
      { id: session.data.phone_number_id, display_phone_number: '+44 7700 900555' },
    ]);
  });

  it('F-SIGNUP-41 closing it at its last step is a success', async () => {
    const popup = await launch();
    await connectNew(popup);
    await popup.close();
    const list = await outcome();
    expect(list[0].session.event).toBe('FINISH');
    expect(list[1].response.status).toBe('connected');
  });

  it('F-SIGNUP-42 leaving it earlier is a CANCEL with the step, and the callback gets no code', async () => {
    const popup = await launch();
    await go(popup);
    await popup.getByLabel('Portfolio').selectOption(ACME);
    await go(popup);
    await go(popup);
    await heading(popup, /Phone number/);
    await leave(popup, 'Cancel');
    expect(await outcome()).toEqual([
      {
        session: {
          type: 'WA_EMBEDDED_SIGNUP',
          event: 'CANCEL',
          data: { current_step: 'PHONE_NUMBER_SETUP' },
        },
      },
      { response: { authResponse: null, status: 'unknown' } },
    ]);
  });

  it('F-SIGNUP-43 the code may come before the session message', async () => {
    await desk.control('PUT', '/signup/order', { order: 'code_first' });
    const popup = await launch();
    await connectNew(popup);
    await leave(popup, 'Finish');
    const list = await outcome();
    expect(list.map((one) => Object.keys(one)[0])).toEqual(['response', 'session']);
  });

  it('F-SIGNUP-43 the session message may be lost, and the code still comes', async () => {
    await desk.control('PUT', '/signup/order', { order: 'message_lost' });
    const popup = await launch();
    await connectNew(popup);
    await leave(popup, 'Finish');
    const response = await eventually(async () => (await heard())[0]?.response);
    expect(response.status).toBe('connected');
    expect(await heard()).toHaveLength(1);
  });

  it('F-SIGNUP-44 an error that a customer reports arrives as a CANCEL with its message', async () => {
    const popup = await launch();
    await go(popup, 'Report an error');
    await popup.getByLabel('What went wrong').fill('It does not know my town.');
    await go(popup, 'Send report');
    const [{ session }] = await outcome();
    expect(session).toMatchObject({
      event: 'CANCEL',
      data: { error_message: 'It does not know my town.', session_id: expect.any(String) },
    });
  });

  it('F-SIGNUP-45 a step that is not complete says why, and stays', async () => {
    const popup = await launch();
    await go(popup);
    await go(popup);
    expect(await popup.getByRole('alert').textContent()).toContain('name of the business');
    await heading(popup, /Business portfolio/);
  });
});
