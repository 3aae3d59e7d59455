import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '#patchbay/kernel/testing';
import { AMINA, DISABLED_NUMBER, NUMBER, request, SimulatorKit } from './support/simulator-kit.js';
import type { Json } from './support/webhook-sink.js';

const DAY_MS = 86_400_000;

describe('control of the simulated world', () => {
  let kit: SimulatorKit;

  beforeAll(async () => {
    kit = await SimulatorKit.open();
  });

  afterEach(() => kit.reset());

  afterAll(() => kit.close());

  it('lets seven days pass in a moment, with what falls due on the way at its own time', async () => {
    const wacid = await kit.userCalls(AMINA, NUMBER);
    const before = Date.now();
    const { body } = await kit.control('POST', '/clock/advance', { ms: 7 * DAY_MS });
    expect(body.offsetMs).toBe(7 * DAY_MS);
    expect(body.nowMs).toBeGreaterThanOrEqual(before + 7 * DAY_MS);
    const terminate = await eventually(() => kit.sink.find(wacid, 'terminate'));
    const endedMs = Number(terminate.element.timestamp) * 1000;
    // Nobody answered for the 45 s of the answer window, and not for a week.
    expect(endedMs - before).toBeGreaterThan(40_000);
    expect(endedMs - before).toBeLessThan(90_000);
  });

  it('goes back to the real time', async () => {
    await kit.control('PUT', '/clock', { offsetMs: DAY_MS });
    expect((await kit.control('GET', '/clock')).body.offsetMs).toBe(DAY_MS);
    await kit.control('PUT', '/clock', { offsetMs: 0 });
    expect(kit.clock.offsetMs).toBe(0);
  });

  it.each([{ ms: 0 }, { ms: -1 }, { ms: 1e15 }, {}])('refuses to advance by %j', async (body) => {
    expect((await kit.control('POST', '/clock/advance', body)).status).toBe(400);
  });

  it('shows business numbers as a user sees them', async () => {
    const { body } = await kit.control('GET', `/numbers?consumer=${AMINA}`);
    const numberOf = (id: string): Json =>
      body.numbers.find((number: Json) => number.phoneNumberId === id);
    expect(numberOf(NUMBER).callButton).toEqual({ isShown: true, refusal: null });
    expect(numberOf(DISABLED_NUMBER).callButton).toEqual({
      isShown: false,
      refusal: expect.any(String),
    });
    expect((await kit.control('GET', '/numbers?consumer=1')).status).toBe(404);
  });

  it('begins anew from the seed', async () => {
    const wacid = await kit.userCalls(AMINA, NUMBER);
    await kit.control('PUT', '/switches', { hasEntryTimeOnCalls: true });
    await kit.control('PUT', '/clock', { offsetMs: DAY_MS });
    await kit.control('PUT', '/consumers/254700000999', { userId: 'KE.999', name: 'New' });
    expect((await kit.control('POST', '/reset')).status).toBe(200);
    expect((await kit.control('GET', '/calls')).body.calls).toEqual([]);
    expect((await kit.control('GET', `/calls/${wacid}`)).status).toBe(404);
    expect((await kit.control('GET', '/switches')).body.hasEntryTimeOnCalls).toBe(false);
    expect((await kit.control('GET', '/consumers')).body.consumers).toHaveLength(3);
    expect(kit.clock.offsetMs).toBe(0);
    // The new world works.
    const next = await kit.userCalls(AMINA, NUMBER);
    await eventually(() => kit.sink.find(next, 'connect'));
  });

  it('tells of calls, Graph requests, webhooks and messages as they happen', async () => {
    const ending = new AbortController();
    const response = await fetch(`${kit.simulator.url}/_sim/v1/events`, { signal: ending.signal });
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    let text = '';
    const reading = (async () => {
      for await (const chunk of response.body!) text += Buffer.from(chunk as Uint8Array).toString();
    })().catch(() => undefined);
    const wacid = await kit.userCalls(AMINA, NUMBER);
    await eventually(() => text.includes('event: call'));
    await eventually(() => text.includes('"kind":"connect"'));
    await kit.graph(NUMBER, { action: 'terminate', call_id: wacid });
    await eventually(() => text.includes('"action":"terminate"'));
    await eventually(() => text.includes('"state":"ENDED"'));
    ending.abort();
    await reading;
  });

  it('ends event streams at a reset, so that whoever watches comes again', async () => {
    const response = await fetch(`${kit.simulator.url}/_sim/v1/events?names=call`);
    const ended = response.text();
    await kit.control('POST', '/reset');
    expect(await ended).toContain('event: hello');
  });

  it('is not controlled by pages of others', async () => {
    const url = `${kit.simulator.url}/_sim/v1/calls`;
    const refused = await request('GET', url, undefined, { origin: 'https://evil.example' });
    expect(refused).toMatchObject({ status: 403, body: { error: expect.any(String) } });
    const own = await request('GET', url, undefined, { origin: kit.simulator.url });
    expect(own.status).toBe(200);
  });

  it('serves its page with a strict content security policy, and no other files', async () => {
    const page = await fetch(kit.simulator.url);
    expect(page.headers.get('content-type')).toBe('text/html; charset=UTF-8');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await page.text()).not.toMatch(/<script>|<style|\son\w+=|style="/);
    expect((await fetch(`${kit.simulator.url}/_sim/page/page-routes.js`)).status).toBe(404);
  });
});
