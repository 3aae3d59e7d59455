import { Redis } from 'ioredis';
import { decodeId } from '#patchbay/kernel';
import { BUSINESS_OFFER } from '#patchbay/calls/testing';
import { eventually } from '#patchbay/kernel/testing';
import { ACME_NUMBER, type Json, Scenario } from './scenario.js';
import { TenantApi } from './tenant-api.js';

const PLACE = `mutation ($input: PlaceCallInput!) { placeCall(input: $input) { __typename
  ... on PlaceCallSuccess { call { id } } ... on MutationError { code message } } }`;
const CAN_CALL = `query ($phoneNumberId: String!, $consumer: ConsumerInput!) {
  canCall(phoneNumberId: $phoneNumberId, consumer: $consumer) { verdicts { rule limit { used } } } }`;
const TERMINATE = `mutation ($input: TerminateCallInput!) { terminateCall(input: $input) { __typename } }`;

/** Calls on their way at a time, where the race is not what is looked at. */
const AT_ONCE = 8;

/** What came of placing a call: our id of it, or the code of the refusal. */
export type Placed =
  | { readonly callId: string; readonly code?: undefined }
  | { readonly callId?: undefined; readonly code: string };

interface SimCallView {
  readonly wacid: string;
  /** When Meta took the call: from then on it is up, answered or not. */
  readonly placedAt: number;
  readonly connectedAt: number;
  readonly endedAt: number;
  readonly waId: string;
}

/**
 * Many clients of one tenant that place calls in the mode PASSTHROUGH to users who answer and say
 * nothing. Meta refuses no call for its limits here: what is over them is seen in Meta's own books.
 */
export class CallCrowd {
  private constructor(
    readonly world: Scenario,
    private readonly acme: TenantApi,
  ) {}

  /** `limits` are rows of limit policies, in force long since. */
  static async start(limits: Readonly<Record<string, number>> = {}): Promise<CallCrowd> {
    const world = await Scenario.start(
      { servers: ['api', 'worker', 'simulator'], tenants: [] },
      async (rows) => {
        for (const [name, value] of Object.entries(limits)) {
          await rows.query(
            `insert into limit_policy (id, profile, name, value, unit, effective_from, source)
             values (gen_random_uuid(), 'PRODUCTION', $1, $2, 'call', '2026-06-01', 'this test')`,
            [name, value],
          );
        }
      },
    );
    const crowd = new CallCrowd(world, await TenantApi.signIn(world, 'acme'));
    await world.sim('PUT', '/settings', { areCallLimitsKept: false });
    return crowd;
  }

  /** A user who lets the business call, answers at once and has no media. */
  async consumer(waId: string, talkMs: number | null = null): Promise<string> {
    const permissions = [{ phoneNumberId: ACME_NUMBER, status: 'permanent' }];
    const who = { userId: `KE.${waId}`, name: waId, permissions };
    const made = await this.world.sim('PUT', `/consumers/${waId}`, who);
    if (Number(made.httpStatus) >= 300) throw new Error(JSON.stringify(made));
    const behaviour = { onRing: 'answer', answerAfterMs: 0, talkMs, media: false };
    await this.world.sim('PUT', `/consumers/${waId}/behaviour`, behaviour);
    return waId;
  }

  /** Places a call; told that there are too many requests, it waits as long as it is told to. */
  async place(waId: string): Promise<Placed> {
    const media = { mode: 'PASSTHROUGH', sdpOffer: BUSINESS_OFFER };
    const input = { phoneNumberId: ACME_NUMBER, consumer: { waId }, media };
    for (;;) {
      const { data, errors } = await this.acme.ask(PLACE, { input });
      const { code, retryAfter } = errors?.[0]?.extensions ?? {};
      if (code === 'RATE_LIMITED') {
        await new Promise((resolve) => setTimeout(resolve, Number(retryAfter) * 1000));
        continue;
      }
      if (errors !== undefined) throw this.#failure(errors);
      const { placeCall } = data as Json;
      const callId = placeCall.call?.id;
      return callId === undefined ? { code: String(placeCall.code) } : { callId: String(callId) };
    }
  }

  /** Places a call to each, some at a time, and waits until all are answered; our ids of them. */
  async placeAll(waIds: readonly string[]): Promise<string[]> {
    const waiting = [...waIds];
    const callIds: string[] = [];
    const client = async (): Promise<void> => {
      for (let waId = waiting.shift(); waId !== undefined; waId = waiting.shift()) {
        const { callId, code } = await this.place(waId);
        if (callId === undefined) throw new Error(`refused: ${code}`);
        callIds.push(callId);
        await this.answered(callId);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, client));
    return callIds;
  }

  async terminate(callId: string): Promise<void> {
    await this.#graphql(TERMINATE, { input: { callId } });
  }

  /** Waits until the user has answered, or the call is over. */
  async answered(callId: string): Promise<void> {
    await this.world.call({ callId }, ({ answered_at, ended_at }) => answered_at ?? ended_at);
  }

  async ended(callId: string): Promise<void> {
    await this.world.ended({ callId });
  }

  /** Meta's id of a call. */
  async wacidOf(callId: string): Promise<string> {
    const [row] = await this.world.query(`select wacid from call where id = $1`, [
      decodeId('call', callId),
    ]);
    return String(row?.wacid);
  }

  /** The calls that Meta has connected, from when to when; those that are up end never. */
  async connected(): Promise<SimCallView[]> {
    const { calls } = await this.world.sim('GET', '/calls');
    const taken = (await this.#graphLog('connect')).map(({ wacid, receivedMs }) => [wacid, receivedMs]); // prettier-ignore
    const placed = new Map<string, number>(taken as [string, number][]);
    return (calls as Json[])
      .filter(({ direction, billed }) => direction === 'BUSINESS_INITIATED' && billed.startMs)
      .map(({ wacid, billed, consumer }) => ({
        wacid: String(wacid),
        placedAt: placed.get(String(wacid)) ?? Number(billed.startMs),
        connectedAt: Number(billed.startMs),
        endedAt: billed.endMs === null ? Infinity : Number(billed.endMs),
        waId: String(consumer.waId),
      }));
  }

  /** How many `connect` requests Meta took. */
  async connects(): Promise<number> {
    return (await this.#graphLog('connect')).filter(({ status }) => status === 200).length;
  }

  /** How many requests Meta refused, whatever for. */
  async refusedConnects(): Promise<number> {
    return (await this.#graphLog('connect')).filter(({ status }) => status !== 200).length;
  }

  async terminates(): Promise<string[]> {
    return (await this.#graphLog('terminate')).map(({ wacid }) => String(wacid));
  }

  /** How many connected calls of the pair are counted. */
  async connectedOf(waId: string): Promise<number> {
    const asked = { phoneNumberId: ACME_NUMBER, consumer: { waId } };
    const { canCall } = await this.#graphql(CAN_CALL, asked);
    const of = (canCall.verdicts as Json[]).find(({ rule }) => rule === 'pair_connected');
    return Number(of?.limit?.used);
  }

  /** The counters' mark is gone, as after a flush: the next who asks makes them anew from the rows. */
  async forget(): Promise<void> {
    await this.#redis(async (redis) => {
      for (const key of await redis.keys('t:*:admission:mark')) await redis.del(key);
    });
  }

  /** Redis loses everything. */
  async flush(): Promise<void> {
    await this.#redis((redis) => redis.flushall());
  }

  /** As if every lease had just run out, by Redis's clock. */
  async lapse(): Promise<void> {
    await this.#redis(async (redis) => {
      for (const key of await redis.keys('t:*:admission:*live')) {
        for (const member of await redis.zrange(key, 0, -1)) await redis.zadd(key, 1, member);
      }
    });
  }

  async #redis(use: (redis: Redis) => Promise<unknown>): Promise<void> {
    const redis = new Redis(process.env.REDIS_URL!);
    await use(redis);
    await redis.quit();
  }

  /** How many calls hold a place by the rows. */
  async held(): Promise<number> {
    const [row] = await this.world.query(
      `select count(*)::int as count from call_slot where ended_at is null`,
    );
    return Number(row?.count);
  }

  /** Waits until so many calls hold a place. */
  untilHeld(count: number): Promise<unknown> {
    return eventually(async () => (await this.held()) === count, { within: 30_000 });
  }

  async #graphLog(action: string): Promise<Json[]> {
    const { requests } = await this.world.sim('GET', '/graph-requests');
    return (requests as Json[]).filter((request) => request.action === action);
  }

  async #graphql(query: string, variables: Json): Promise<Json> {
    const { data, errors } = await this.acme.ask(query, variables);
    if (errors !== undefined) throw this.#failure(errors);
    return data as Json;
  }

  /** What the API says of an error, and what it has logged about it. */
  #failure(errors: Json[]): Error {
    const logged = this.world.stack
      .logs('api')
      .filter((line) => errors.some(({ extensions }) => line.includes(extensions.errorId)));
    return new Error([JSON.stringify(errors), ...logged].join('\n'));
  }
}

/** The most calls that were up at one moment, from when Meta took them. */
export function mostAtOnce(calls: readonly SimCallView[]): number {
  const upAt = (atMs: number): number =>
    calls.filter(({ placedAt, endedAt }) => placedAt <= atMs && atMs < endedAt).length;
  return Math.max(0, ...calls.map(({ placedAt }) => upAt(placedAt)));
}
