import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '#patchbay/kernel/testing';
import { AMINA, BRIAN, NUMBER } from './support/simulator-kit.js';
import { WebhookWorld } from './support/webhook-world.js';

describe('on their way webhooks', () => {
  let world: WebhookWorld;
  beforeAll(async () => {
    world = await WebhookWorld.open();
  });
  afterEach(() => world.kit.reset());
  afterAll(() => world.close());

  const kindsOf = (wacid: string) => world.sink.kindsOf(wacid);

  /** A user calls and hangs up at once; ends when so many webhooks have come. */
  async function shortCall(webhooks: object | undefined, count: number): Promise<string> {
    const more = webhooks === undefined ? {} : { faults: { webhooks } };
    const wacid = await world.kit.userCalls(AMINA, NUMBER, more);
    await world.kit.control('POST', `/calls/${wacid}/hangup`);
    await eventually(() => kindsOf(wacid).length >= count);
    return wacid;
  }

  it('F-WEBHOOKS-60 come several times, byte for byte', async () => {
    const wacid = await shortCall({ duplicate: 2 }, 6);
    expect(kindsOf(wacid).filter((kind) => kind === 'connect')).toHaveLength(3);
    const bodies = new Set(world.sink.of(wacid).map(({ raw }) => raw.toString()));
    expect(bodies.size).toBe(2);
  });

  it('F-WEBHOOKS-61 change places inside a window', async () => {
    const wacid = await shortCall({ reorderMs: 500 }, 2);
    expect(kindsOf(wacid)).toEqual(['terminate', 'connect']);
  });

  it('F-WEBHOOKS-62 are late, all of them or those of a kind', async () => {
    const wacid = await shortCall({ delayByKindMs: { connect: 400 } }, 2);
    expect(kindsOf(wacid)).toEqual(['terminate', 'connect']);
    const late = await shortCall({ delayMs: 100 }, 2);
    expect([...kindsOf(late)].sort()).toEqual(['connect', 'terminate']);
    const records = await world.records(`?wacid=${late}`);
    expect(records).toMatchObject([{ attempts: 1 }, { attempts: 1 }]);
  });

  it('F-WEBHOOKS-63 are stale: they come hours later with the timestamp of their event', async () => {
    const wacid = await shortCall({ staleMs: 3_600_000, staleKinds: ['connect'] }, 1);
    expect(kindsOf(wacid)).toEqual(['terminate']);
    world.kit.clock.setOffset(3_601_000);
    const { element } = await eventually(() => world.sink.find(wacid, 'connect'));
    const ended = Number(world.sink.find(wacid, 'terminate')!.element.timestamp);
    expect(Number(element.timestamp)).toBeLessThanOrEqual(ended);
  });

  it('F-WEBHOOKS-64 look old at once: their times lie back', async () => {
    const wacid = await shortCall({ agedMs: 600_000 }, 2);
    const nowS = Math.floor(world.kit.clock.nowMs() / 1000);
    for (const { element } of world.sink.of(wacid)) {
      expect(element.timestamp).toMatch(/^\d{10}$/);
      expect(nowS - Number(element.timestamp)).toBeGreaterThanOrEqual(600);
    }
  });

  it('F-WEBHOOKS-65 of some kinds never come', async () => {
    const wacid = await shortCall({ drop: ['connect'] }, 1);
    expect(kindsOf(wacid)).toEqual(['terminate']);
  });

  it('F-WEBHOOKS-66 wait for the end of the call, also when its webhook is lost', async () => {
    const wacid = await shortCall({ terminateFirst: true }, 2);
    expect(kindsOf(wacid)).toEqual(['terminate', 'connect']);
    const lost = await shortCall({ terminateFirst: true, drop: ['terminate'] }, 1);
    expect(kindsOf(lost)).toEqual(['connect']);
  });

  it('F-WEBHOOKS-67 overtake each other by chance', async () => {
    const wacid = await shortCall({ shuffle: 60 }, 2);
    expect([...kindsOf(wacid)].sort()).toEqual(['connect', 'terminate']);
  });

  it('F-WEBHOOKS-68 of fields other than calls fare no better', async () => {
    await world.kit.control('PUT', '/faults', { webhooks: { duplicate: true } });
    await world.tell(NUMBER, 'faulty-1');
    await eventually(() => world.sink.of('faulty-1').length === 2);
    await world.kit.control('DELETE', '/faults');
    const review = { field: 'account_review_update', phoneNumberId: NUMBER, decision: 'PENDING' };
    await world.emit({ ...review, faults: { duplicate: 3 } });
    await eventually(() => world.sink.ofField('account_review_update').length === 4);
  });

  it('F-WEBHOOKS-69 of one number or one user only', async () => {
    const rule = { match: { consumer: BRIAN }, webhooks: { drop: ['connect'] } };
    const added = await world.kit.control('POST', '/faults/rules', rule);
    expect(added.status).toBeLessThan(300);
    const ofAmina = await shortCall(undefined, 2);
    expect(kindsOf(ofAmina)).toContain('connect');
    const ofBrian = await world.kit.userCalls(BRIAN, NUMBER);
    await world.kit.control('POST', `/calls/${ofBrian}/hangup`);
    await eventually(() => world.sink.find(ofBrian, 'terminate'));
    expect(kindsOf(ofBrian)).toEqual(['terminate']);
  });
});
