import { eventually } from '#patchbay/kernel/testing';
import { ACME_NUMBER, type Json, Scenario } from './scenario.js';
import type { ModelWorld } from './model-world.js';
import { TenantApi } from './tenant-api.js';

/** Who dies: the one takes the tenant's mutations and Meta's webhooks, the other reads them. */
const VICTIMS = ['worker', 'api'] as const;
type Victim = (typeof VICTIMS)[number];
/** A tenant's token lives an hour of business time. */
const TOKEN_FOR_MS = 600_000;
/** The worker looks for what is due four times a second. */
const LOOKED_WITHIN_MS = 300;

/** The processes as they run in production, which are killed as the kernel kills them. */
export class ModelStack implements ModelWorld {
  readonly phoneNumberId = ACME_NUMBER;
  readonly #world: Scenario;
  readonly #dead: Set<Victim>;
  readonly #wacids = new Map<string, Set<string>>();
  #offsetMs = 0;
  #acme: { readonly api: TenantApi; readonly untilMs: number } | undefined;
  deaths = 0;

  private constructor(world: Scenario, dead: Set<Victim>) {
    this.#world = world;
    this.#dead = dead;
  }

  static async start(): Promise<ModelStack> {
    const dead = new Set<Victim>();
    const world = await Scenario.start({
      servers: ['api', 'worker', 'simulator'],
      tenants: [],
      // It came to where it was told to die.
      onExit: (name) => dead.add(name as Victim),
    });
    await world.query(`update phone_number set route = 'PASSTHROUGH'`);
    return new ModelStack(world, dead);
  }

  async ask(query: string, input: Json): Promise<Json | null> {
    try {
      const { data } = await (await this.#signedIn()).ask(query, { input });
      return data == null ? null : ((Object.values(data)[0] as Json | undefined) ?? null);
    } catch {
      return null;
    }
  }

  async sim(method: string, path: string, body?: unknown): Promise<Json> {
    const { httpStatus, ...reply } = await this.#world.sim(method, path, body as Json);
    if (Number(httpStatus) < 300) return reply;
    throw new Error(`${method} ${path}: ${httpStatus} ${JSON.stringify(reply)}`);
  }

  async consumer(waId: string): Promise<void> {
    const permissions = [{ phoneNumberId: ACME_NUMBER, status: 'permanent' }];
    await this.sim('PUT', `/consumers/${waId}`, { userId: `KE.${waId}`, name: waId, permissions });
    const behaviour = { onRing: 'ignore', media: false, answerAfterMs: 0 };
    await this.sim('PUT', `/consumers/${waId}/behaviour`, behaviour);
  }

  async userCalls(consumer: string): Promise<void> {
    await this.sim('POST', '/calls', { consumer, phoneNumberId: ACME_NUMBER, media: false });
  }

  /** By Meta's ids of them, and by what the tenant gave with its own. */
  async callsOf(waIds: readonly string[]): Promise<Json[]> {
    const { calls } = await this.sim('GET', '/calls');
    for (const { consumer, wacid } of calls as Json[]) {
      const { waId } = consumer as { waId: string };
      this.#wacids.set(waId, (this.#wacids.get(waId) ?? new Set()).add(String(wacid)));
    }
    const wacids = waIds.flatMap((waId) => [...(this.#wacids.get(waId) ?? [])]);
    return this.#world.query(
      `select * from call where wacid = any($1) or biz_opaque_callback_data = any($2) order by id`,
      [wacids, [...waIds]],
    );
  }

  query(sql: string, parameters: readonly unknown[]): Promise<Json[]> {
    return this.#world.query(sql, [...parameters]);
  }

  async pass(ms: number): Promise<void> {
    this.#offsetMs += ms;
    // Who dies in this moment has no clock any more.
    await this.#world.stack
      .setClock(this.#offsetMs)
      .catch(() => eventually(() => this.#dead.size > 0));
    await new Promise((resolve) => setTimeout(resolve, LOOKED_WITHIN_MS));
  }

  async readAgain(): Promise<void> {
    await this.#world.query(
      `update inbox_event set processed_at = null where id in (
         select id from inbox_event where source = 'META' for update skip locked)`,
    );
  }

  /** Who does not read is dead; and nothing but a death makes a reader stop. */
  setReading(isReading: boolean): Promise<void> {
    return isReading ? this.recover() : this.#kill('worker');
  }

  /** In turn: killed at once, or by itself when Meta has taken its next command. */
  async die(hasLeft: boolean): Promise<void> {
    const victim = VICTIMS[this.deaths % VICTIMS.length]!;
    if (!hasLeft) return this.#kill(victim);
    this.deaths += 1;
    this.#dead.delete(victim);
    // It may have a command to send before it is ready.
    await this.#world.stack
      .restart(victim, { DANGEROUS_CRASH_AT: 'effect.after-send' })
      .catch(() => this.#dead.add(victim));
  }

  async recover(): Promise<void> {
    const armed = VICTIMS.filter(
      (name) => this.#world.stack.envOf(name).DANGEROUS_CRASH_AT !== undefined,
    );
    for (const name of new Set([...this.#dead, ...armed])) {
      await this.#world.stack.restart(name);
      this.#dead.delete(name);
    }
  }

  async isQuiet(): Promise<boolean> {
    const [open] = await this.#world.query(
      `select (select count(*) from inbox_event where processed_at is null and call_id is not null)::int
            + (select count(*) from effect where state in ('PENDING', 'CLAIMED'))::int
            + (select count(*) from call where ended_at is null)::int as count`,
    );
    return open?.count === 0;
  }

  stop(): Promise<void> {
    return this.#world.stop();
  }

  async #kill(victim: Victim): Promise<void> {
    if (this.#dead.has(victim)) return;
    this.deaths += 1;
    this.#dead.add(victim);
    await this.#world.stack.kill(victim);
  }

  async #signedIn(): Promise<TenantApi> {
    if (this.#acme !== undefined && this.#acme.untilMs > this.#offsetMs) return this.#acme.api;
    const api = await TenantApi.signIn(this.#world, 'acme');
    this.#acme = { api, untilMs: this.#offsetMs + TOKEN_FOR_MS };
    return api;
  }
}
