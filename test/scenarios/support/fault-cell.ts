import { encodeId } from '#patchbay/kernel';
import type { FaultProfileName } from '../../../apps/simulator/src/world/fault-profiles.js';
import { FAULT_SCENARIOS, type FaultScenario, type FaultScenarioName } from './fault-scenarios.js';
import { ACME_NUMBER, type Json, type Scenario, timeless } from './scenario.js';

/** One scenario under one fault profile, or under none. */
export interface FaultCellName {
  readonly scenario: FaultScenarioName;
  readonly profile: FaultProfileName | undefined;
}

/** How a call ended, for the tenant and for the bill. */
export interface CellEnd {
  /** OPEN: it did not end within the time of the test. */
  readonly state: string;
  readonly code: string | null;
  readonly isBilled: boolean;
  /** The tenant's webhooks without `call.`, sorted: they may overtake each other. */
  readonly told: readonly string[];
}

export interface CellResult {
  readonly end: CellEnd;
  /** Of cells that must equal the clean run. */
  readonly projection?: unknown;
  /** How long it took, milliseconds. */
  readonly tookMs: number;
}

/** Long enough for ICE consent to run out, twice the answer window, and a busy machine. */
const LIMIT_MS = 55_000;
const LOOK_EVERY_MS = 100;
/** Longer than a delayed webhook and a repeated pre_accept. */
const LEG_UP_WITHIN_MS = 8000;
/** How long a call rings whose connect does not come while it rings. */
const LOST_CALL_RINGS_MS = 1000;
/** By Meta's id of a user's call, or by what the tenant gave with its own. */
type Find = { readonly wacid: string } | { readonly opaque: string };

export interface CellOrder extends FaultCellName {
  readonly consumer: string;
  /** When the user hangs up, from the answer; null: the media's failure must end the call. */
  readonly talkMs: number | null;
  readonly needsProjection: boolean;
}

/** Plays one cell of the table with a user of its own. */
export class FaultCell {
  readonly #world: Scenario;
  readonly #order: CellOrder;
  readonly #scenario: FaultScenario;
  readonly #startedAt = performance.now();

  constructor(world: Scenario, order: CellOrder) {
    this.#world = world;
    this.#order = order;
    this.#scenario = FAULT_SCENARIOS[order.scenario];
  }

  async play(): Promise<CellResult> {
    await this.#prepare();
    const find =
      this.#scenario.direction === 'USER_INITIATED'
        ? await this.#userCalls()
        : await this.#businessCalls();
    await this.#endRinging(find);
    await this.#untilOver(find);
    const call = await this.#row(find);
    if (call === undefined) throw new Error('the platform never heard of the call');
    const end = await this.#endOf(call);
    const projection =
      this.#order.needsProjection && call.ended_at !== null
        ? timeless(await this.#world.projection(String(call.id)))
        : undefined;
    const tookMs = Math.round(performance.now() - this.#startedAt);
    return { end, projection, tookMs };
  }

  async #prepare(): Promise<void> {
    const { consumer, profile, talkMs } = this.#order;
    const { isAnswered, isForbidden } = this.#scenario;
    const permissions = [{ phoneNumberId: ACME_NUMBER, status: 'permanent' }];
    const userId = `KE.${consumer}`;
    await this.#sim('PUT', `/consumers/${consumer}`, { userId, name: consumer, permissions });
    if (isForbidden === true) {
      const usage = { phoneNumberId: ACME_NUMBER, connectedCalls: 100 };
      await this.#sim('POST', `/consumers/${consumer}/permission-usage`, usage);
    }
    const onRing = isAnswered === true ? 'answer' : 'ignore';
    await this.#sim('PUT', `/consumers/${consumer}/behaviour`, { onRing, talkMs });
    const onConnect = isAnswered === true ? 'accept' : 'ignore';
    await this.#world.tenant('PUT', '/behaviour', { consumer, onConnect });
    if (profile === undefined) return;
    await this.#sim('POST', '/faults/rules', { match: { consumer }, profile });
  }

  async #userCalls(): Promise<Find> {
    const { consumer } = this.#order;
    const { wacid } = await this.#sim('POST', '/calls', { consumer, phoneNumberId: ACME_NUMBER });
    return { wacid: String(wacid) };
  }

  async #businessCalls(): Promise<Find> {
    const { consumer } = this.#order;
    await this.#world.tenant('POST', '/calls', {
      phoneNumberId: ACME_NUMBER,
      consumer: { waId: consumer },
      bizOpaqueCallbackData: consumer,
    });
    return { opaque: consumer };
  }

  /** Waits for Meta's leg, so that each run has it up, or until a fault must have kept it down. */
  async #endRinging(find: Find): Promise<void> {
    const { ending } = this.#scenario;
    if (ending === undefined) return;
    const { profile = '' } = this.#order;
    const isLegDown = ['ice-never', 'dtls-stall'].includes(profile);
    const isLost = ['late', 'stale', 'drop-connect', 'terminate-first'].includes(profile);
    const isUp = async (): Promise<boolean> => {
      const row = await this.#row(find);
      const { meta_leg_connected, ringing, pre_accept_done } = row?.facts.facts ?? {};
      const isRinging = (ringing ?? pre_accept_done) !== undefined;
      return isRinging && (isLegDown || meta_leg_connected !== undefined);
    };
    await this.#until(isUp, isLost ? LOST_CALL_RINGS_MS : LEG_UP_WITHIN_MS);
    const row = await this.#row(find);
    const wacid = 'wacid' in find ? find.wacid : String(row?.wacid);
    if (ending === 'user hangs up') await this.#world.sim('POST', `/calls/${wacid}/hangup`);
    if (ending === 'user rejects') await this.#world.sim('POST', `/calls/${wacid}/reject`);
    if (ending === 'tenant rejects' && row !== undefined) {
      const path = `/calls/${encodeId('call', String(row.id))}/reject`;
      // The tenant is rung when Meta's leg is up, so it may not know of the call yet, or never.
      const isRejected = async (): Promise<boolean> =>
        Number((await this.#world.tenant('POST', path)).httpStatus) < 300;
      await this.#until(isRejected, isLegDown || isLost ? 0 : LEG_UP_WITHIN_MS);
    }
  }

  async #row(find: Find): Promise<Json | undefined> {
    const [column, value] =
      'wacid' in find ? ['wacid', find.wacid] : ['biz_opaque_callback_data', find.opaque];
    const [row] = await this.#world.query(`select * from call where ${column} = $1`, [value]);
    return row;
  }

  /** Until both sides hold it to be over and what Meta sends has come, or the time is up. */
  async #untilOver(find: Find): Promise<void> {
    const isOver = async (): Promise<boolean> => {
      const row = await this.#row(find);
      if (row?.ended_at == null) return false;
      if (row.wacid === null) return true;
      const { state } = await this.#world.sim('GET', `/calls/${row.wacid}`);
      return state === 'ENDED' && this.#awaitedFacts().every((fact) => fact in row.facts.facts);
    };
    await this.#until(isOver, LIMIT_MS);
  }

  /** What Meta's webhooks must have brought before the end is looked at. */
  #awaitedFacts(): string[] {
    const { profile } = this.#order;
    const { direction, ending, isAnswered } = this.#scenario;
    const decided = isAnswered === true ? ['accepted'] : [];
    if (ending === 'user rejects') decided.push('rejected');
    const facts =
      direction === 'USER_INITIATED'
        ? ['offered', 'terminated']
        : ['answer_received', 'ringing', ...decided, 'terminated'];
    const dropped: Partial<Record<FaultProfileName, readonly string[]>> = {
      'drop-connect': ['offered', 'answer_received'],
      'drop-accepted': ['accepted'],
      'drop-terminate': ['terminated'],
    };
    const missing = profile === undefined ? [] : (dropped[profile] ?? []);
    return facts.filter((fact) => !missing.includes(fact));
  }

  async #endOf(call: Json): Promise<CellEnd> {
    const id = String(call.id);
    const usage = await this.#world.query(`select 1 from usage_record where call_id = $1`, [id]);
    const toldSoFar = async (): Promise<string[]> => {
      const { events } = await this.#world.tenant('GET', `/events?callId=${encodeId('call', id)}`);
      return (events as Json[]).map(({ event }) => String(event.type).replace(/^call\./, ''));
    };
    const isWritten = async (): Promise<boolean> => {
      const [{ count }] = (await this.#world.query(
        `select count(*)::int as count from delivery_due d join message m on m.id = d.message_id
          where m.call_id = $1`,
        [id],
      )) as [{ count: number }];
      return count === 0;
    };
    await this.#until(isWritten, 5000);
    return {
      state: call.ended_at === null ? 'OPEN' : String(call.state),
      code: call.end_code === null ? null : String(call.end_code),
      isBilled: usage.length > 0,
      told: (await toldSoFar()).sort(),
    };
  }

  /** Looks now and then until it is so, at most so long. */
  async #until(isSo: () => Promise<boolean>, within: number): Promise<void> {
    const endsAt = performance.now() + within;
    while (!(await isSo()) && performance.now() < endsAt) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }

  async #sim(method: string, path: string, body: Json): Promise<Json> {
    const { httpStatus, ...reply } = await this.#world.sim(method, path, body);
    if (Number(httpStatus) < 300) return reply;
    throw new Error(`${method} ${path}: ${JSON.stringify(reply)}`);
  }
}
