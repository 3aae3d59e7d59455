import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Slot } from '#patchbay/admission';
import { AdmissionWorld, systemDatabaseOf } from '#patchbay/admission/testing';
import { Consumers, FoldConsumers } from '#patchbay/calls';
import { TenantDatabase } from '#patchbay/database';
import { CLOCK, type Envelope, ENVELOPE, type SystemClock } from '#patchbay/kernel';
import type { StateConnection } from '#patchbay/state';
import { openState } from '#patchbay/state/testing';
import { type CallProcess, startCallProcess } from '../support/call-process.js';
import { type TwoTenants, twoTenants } from '../support/two-tenants.js';

const SECOND = 1000;
const DAY = 24 * 3600 * SECOND;

/** The process that moves what is kept of people. */
let context: CallProcess;
let two: TwoTenants;
let state: StateConnection;
let people = 0;

beforeAll(async () => {
  context = await startCallProcess();
  state = await openState(process.env.REDIS_URL!);
});
beforeEach(async () => {
  two = await twoTenants(context);
});
afterAll(async () => {
  await state.close();
  await context.close();
});

type Rebuild = (tenantId: string) => void;

/** A tenant's admission, and somebody whom it knows by a number and, as somebody else, by a user id. */
class Person {
  readonly waId = `25470055${String((people += 1)).padStart(4, '0')}`;
  readonly userId = `KE.55${people}`;
  readonly admission: AdmissionWorld;
  older = '';
  younger = '';

  private constructor(
    private readonly tenantId: string,
    who: 'acme' | 'globex',
  ) {
    this.admission = new AdmissionWorld({
      database: context.get(TenantDatabase),
      system: systemDatabaseOf(context),
      state,
      tenant: two[who].context,
      number: two[who].numbers[0]!,
    });
  }

  static async of(who: 'acme' | 'globex' = 'acme'): Promise<Person> {
    const person = new Person(two[who].tenantId, who);
    const ensure = (identity: object) =>
      person.admission.run((tx) => person.consumers().ensure(tx, tx.tenantId, identity));
    person.older = await ensure({ waId: person.waId });
    person.younger = await ensure({ userId: person.userId });
    return person;
  }

  consumers(onMerged: Rebuild = (tenantId) => void this.admission.book.recount(tenantId)) {
    const envelope = context.get<Envelope>(ENVELOPE);
    return new Consumers({
      envelope,
      lookupKey: LOOKUP_KEY,
      clock: this.admission.clock,
      onMerged,
    });
  }

  /** Meta names both ids together. */
  async merge(onMerged?: Rebuild): Promise<void> {
    const { waId, userId, tenantId } = this;
    await this.admission.run((tx) =>
      this.consumers(onMerged).ensureAll(tx, [{ tenantId, identity: { waId, userId } }]),
    );
    await this.admission.book.close();
  }

  /** In another process, by the time of this one. */
  async fold(): Promise<number> {
    const clock = context.get<SystemClock>(CLOCK);
    clock.setOffset(clock.offsetMs + this.admission.clock.nowMs() - clock.nowMs());
    return context.get(FoldConsumers).execute();
  }

  async verdict(rule: string, consumerId = this.older) {
    const { verdicts } = await this.admission.decide(consumerId);
    return verdicts.find((verdict) => verdict.rule === rule);
  }

  async connected(consumerId: string, times: number): Promise<void> {
    for (let call = 0; call < times; call += 1) {
      await this.admission.connected(consumerId);
      this.admission.clock.advance(SECOND);
    }
  }

  end(slot: Slot): Promise<Slot> {
    return this.admission.step(slot, { endedAt: this.admission.clock.now() });
  }
}

const LOOKUP_KEY = randomBytes(32);

describe('two consumers who turn out to be one', () => {
  it('have had the connected calls of both: with 60 and 40 the pair’s limit of 100 is reached', async () => {
    const [person, theirs] = [await Person.of(), await Person.of('globex')];
    const { admission, older, younger } = person;
    const firstAt = admission.clock.nowMs();
    await person.connected(younger, 40);
    await person.connected(older, 60);
    await theirs.connected(theirs.older, 2);
    expect(await admission.refusals(older)).toEqual([]);
    expect((await person.verdict('pair_connected', younger))?.figure?.used).toBe(40);

    await person.merge();

    for (const id of [older, younger]) {
      expect(await admission.reserve(id)).toEqual(['pair_connected']);
    }
    expect(await person.verdict('pair_connected')).toMatchObject({
      code: 'PAIR_LIMIT_REACHED',
      figure: { limit: 100, used: 100 },
      retryAt: new Date(firstAt + DAY),
    });
    expect((await theirs.verdict('pair_connected'))?.figure?.used).toBe(2);

    admission.clock.advance(firstAt + DAY - admission.clock.nowMs() - 1);
    expect(await admission.refusals(younger)).toEqual(['pair_connected']);
    admission.clock.advance(1);
    expect(await admission.refusals(younger)).toEqual([]);
  });

  it('are one live pair, until the calls of both are over', async () => {
    const person = await Person.of();
    const { admission, older, younger } = person;
    admission.quota = { concurrentCalls: 10, dailyCalls: null };
    const calls = [await admission.place(older), await admission.place(younger)];
    await person.merge();
    expect((await person.verdict('tenant_concurrency'))?.figure?.used).toBe(2);
    expect(await person.verdict('pair_live', younger)).toMatchObject({
      outcome: 'REFUSED',
      figure: { limit: 1, used: 2 },
    });
    await person.end(calls[1]!);
    expect(await admission.refusals(older)).toEqual(['pair_live']);
    await person.end(calls[0]!);
    expect(await admission.refusals(older)).toEqual([]);
    expect(await admission.refusals(younger)).toEqual([]);
  });

  it('are counted as one by a count that began after they were joined, whatever is under way', async () => {
    const person = await Person.of();
    const { admission, older, younger } = person;
    await person.connected(younger, 3);
    await person.connected(older, 1);
    const { counters, book } = admission;
    let [join, read] = [(): void => undefined, (): void => undefined];
    const joined = new Promise<void>((resolve) => (join = resolve));
    const hasRead = new Promise<void>((resolve) => (read = resolve));
    const fill = counters.fill.bind(counters);
    counters.fill = async (...rows) => {
      counters.fill = fill;
      read();
      await joined;
      await fill(...rows);
    };
    const underWay = book.rebuild(two.acme.tenantId);
    await hasRead;
    await person.merge((tenantId) => {
      void book.recount(tenantId);
      join();
    });
    await underWay;
    await book.close();
    expect((await person.verdict('pair_connected'))?.figure?.used).toBe(4);
  });

  it('are counted as one when nobody could count at that moment, before they are moved', async () => {
    const person = await Person.of();
    const { admission, older, younger } = person;
    await person.connected(younger, 3);
    await person.connected(older, 1);
    await person.merge(() => undefined);
    expect((await person.verdict('pair_connected'))?.figure?.used).toBe(1);
    expect(await person.fold()).toBeGreaterThan(0);
    expect((await person.verdict('pair_connected', younger))?.figure?.used).toBe(4);
    expect(await admission.refusals(older)).toEqual([]);
  });
});
