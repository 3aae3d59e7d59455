import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '#patchbay/kernel/testing';
import { runCli } from '../../apps/simulator/src/cli/run-cli.js';
import { AMINA, COMFORT, NUMBER, SimulatorKit } from './support/simulator-kit.js';
import { CallDesk } from './support/call-desk.js';
import type { Json } from './support/webhook-sink.js';

interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

describe('the command line', () => {
  let kit: SimulatorKit;

  beforeAll(async () => {
    kit = await SimulatorKit.open();
  });

  afterEach(() => kit.reset());

  afterAll(() => kit.close());

  async function sim(...argv: string[]): Promise<Said> {
    let [out, err] = ['', ''];
    const terminal = {
      write: (text: string) => (out += text),
      complain: (text: string) => (err += text),
      signal: new AbortController().signal,
    };
    const code = await runCli(argv, terminal, kit.simulator.url);
    return { code, out, err };
  }

  async function json(...argv: string[]): Promise<Json> {
    const { code, err, out } = await sim(...argv, '--json');
    if (code !== 0) throw new Error(err);
    return JSON.parse(out);
  }

  it('lists every command in its help, and each has help of its own', async () => {
    const { code, out } = await sim('--help');
    expect(code).toBe(0);
    const names = [...out.matchAll(/^ {2}([a-z]+(?: [a-z]+)?) {2,}/gm)].map(
      ([, name = '']) => name,
    );
    expect(names).toEqual(
      expect.arrayContaining(['start', 'call', 'answer', 'digits', 'watch', 'faults profile']),
    );
    for (const name of names) {
      const own = await sim(...name.split(' '), '--help');
      expect(own).toMatchObject({ code: 0, out: expect.stringContaining(`-- ${name}`) });
    }
  });

  it('calls, shows the call and hangs up', async () => {
    const { wacid } = await json('call', '--from', '+254 700 000101', '--to', '447700900101');
    expect((await sim('calls')).out).toContain(wacid);
    expect(await json('calls', wacid)).toMatchObject({ wacid, state: 'CALLING' });
    expect(await sim('hangup')).toMatchObject({ code: 0, out: `${wacid} is ENDED\n` });
    expect((await sim('calls')).out).toBe('no calls\n');
    await eventually(() => kit.sink.find(wacid, 'terminate'));
    expect((await sim('webhooks', '--call', wacid)).out).toContain('terminate');
  });

  it('says what a deep link brought', async () => {
    const { wacid } = await json('call', '--from', AMINA, '--to', NUMBER, '--deep-link', 'order-7');
    const connect = await eventually(() => kit.sink.find(wacid, 'connect'));
    expect(connect.element.deeplink_payload).toBe('order-7');
  });

  it("answers, presses keys in and declines a business's call", async () => {
    const desk = new CallDesk(kit);
    await desk.behave({ onRing: 'ignore' });
    const wacid = await desk.place();
    await eventually(async () => (await kit.call(wacid)).state === 'RINGING');
    expect((await sim('answer')).code).toBe(0);
    expect((await sim('digits', '12#', wacid)).out).toBe('pressed 12#\n');
    await sim('hangup', wacid);
    const second = await desk.place();
    await eventually(async () => (await kit.call(second)).state === 'RINGING');
    expect((await sim('reject')).code).toBe(0);
    await eventually(() => kit.sink.find(second, 'REJECTED'));
  });

  it('refuses with the reason and exit code 1', async () => {
    expect(await sim('hangup')).toMatchObject({ code: 1, err: 'there is no live call\n' });
    expect(await sim('calls', 'wacid.none')).toMatchObject({
      code: 1,
      err: 'there is no call wacid.none\n',
    });
    expect(await sim('call', '--from', AMINA, '--to', '447700900102')).toMatchObject({ code: 1 });
    const away = await sim('calls', '--url', 'http://127.0.0.1:1');
    expect(away).toMatchObject({ code: 1, err: expect.stringContaining('there is no simulator') });
  });

  it('explains what is written wrongly with exit code 2', async () => {
    for (const argv of [
      ['dial'],
      ['call', '--form', AMINA],
      ['call', '--from', AMINA],
      ['digits', 'x'],
      ['clock', 'advance', 'soon'],
      ['clock', 'advance'],
      ['faults', 'set', 'everything'],
      ['hangup', 'one', 'two'],
    ]) {
      expect(await sim(...argv)).toMatchObject({ code: 2, out: '' });
    }
  });

  it('grants, revokes, writes and reads', async () => {
    const [from, to] = [COMFORT, NUMBER];
    expect((await sim('grant', '--from', from, '--to', to)).out).toBe('permanent\n');
    expect((await sim('revoke', '--from', from, '--to', to)).out).toBe('no_permission\n');
    expect((await sim('write', '--from', from, '--to', to, 'Hello')).out).toMatch(/^wamid\./);
    expect((await sim('inbox', '--from', from)).code).toBe(0);
    expect((await sim('consumers')).out).toContain('Comfort Mensah');
    expect((await sim('numbers')).out).toContain('This business cannot be called');
  });

  it('sets faults by name and in full, and clears them', async () => {
    await sim('faults', 'profile', 'duplicate', '--number', NUMBER);
    expect((await sim('faults')).out).toMatch(/duplicate/);
    await sim('faults', 'set', '{"webhooks":{"drop":["connect"]}}');
    expect((await sim('faults', 'profile', 'nonsense')).code).toBe(1);
    expect((await sim('faults', 'clear')).out).toBe('no faults\n');
    expect((await json('faults')).rules).toEqual([]);
  });

  it('moves the clock, and sets switches', async () => {
    await sim('clock', 'advance', '7d');
    expect(kit.clock.offsetMs).toBe(7 * 86_400_000);
    expect((await sim('clock', 'set', '0s')).out).toContain('the real time');
    expect((await json('switches', 'concurrentCalls=5000')).concurrentCalls).toBe(5000);
    expect((await sim('switches', 'concurrentCalls=7')).code).toBe(1);
    await sim('switches', 'concurrentCalls=1000');
  });

  it('watches until it is told to end', async () => {
    const ending = new AbortController();
    let out = '';
    const terminal = {
      write: (text: string) => (out += text),
      complain: () => undefined,
      signal: ending.signal,
    };
    const watched = runCli(['watch', '--consumer', AMINA, '--json'], terminal, kit.simulator.url);
    await eventually(() => out.includes('hello'));
    const wacid = await kit.userCalls(AMINA, NUMBER);
    await eventually(() => out.includes(wacid));
    ending.abort();
    expect(await watched).toBe(0);
  });
});
