import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Redis } from 'ioredis';
import { Guard } from '../../../scripts/lib/guard.mjs';
import { redisProgram, type RedisServer, startRedis } from '../../../scripts/lib/redis.mjs';
import { startStack, type Stack } from '../../../scripts/lib/stack.mjs';

/** What the storm kills. */
export const VICTIMS = ['worker', 'api', 'redis'] as const;
export type Victim = (typeof VICTIMS)[number];

const STARTS = 4;
const LIVES_FOR_MS = 2000;
const QUIET = () => undefined;

/** Api, worker and a Redis of their own, under a supervisor that starts again what has died. */
export class StormStack {
  readonly kills: Victim[] = [];
  /** What has ended though nobody has killed it. Always empty. */
  readonly died: string[] = [];
  /** Until when each victim is down for the last time so far. */
  readonly #lives = new Map<Victim, Promise<void>>();
  #redis!: RedisServer;
  #stack!: Stack;

  private constructor(
    private readonly guard: Guard,
    private readonly folder: string,
  ) {}

  /** Starts Redis alone: who makes the fixtures needs it, before the processes may read them. */
  static async start(): Promise<StormStack> {
    const guard = await Guard.start();
    const folder = await mkdtemp(path.join(tmpdir(), 'patchbay-storm-'));
    const storm = new StormStack(guard, folder);
    await storm.#startRedis();
    return storm;
  }

  get redisUrl(): string {
    return this.#redis.url;
  }

  get apiUrl(): string {
    return this.#stack.urls.api.publicUrl;
  }

  async startProcesses(
    database: { readonly ownerUrl: string; readonly appUrl: string },
    env: Readonly<Record<string, string>>,
  ): Promise<void> {
    this.#stack = await startStack({
      servers: ['api', 'worker'],
      tenants: [],
      shouldSeed: false,
      database,
      redisUrl: this.redisUrl,
      // Nobody has set prices: usage that cannot be rated would be tried again and again.
      env: { all: env, worker: { WORKER_ROLES: 'signalling,delivery' } },
      onExit: (name) => this.died.push(name),
    });
  }

  /** Kills it as the kernel does, and starts it again after a while, as a supervisor does. */
  kill(victim: Victim, restartAfterMs: number): Promise<void> {
    // One death at a time: who was started again lives for a while before it dies again.
    const before = this.#lives.get(victim);
    const life = this.#nextLife(victim, restartAfterMs, before);
    life.catch(QUIET);
    this.#lives.set(victim, life);
    return life;
  }

  async #nextLife(
    victim: Victim,
    restartAfterMs: number,
    before: Promise<void> | undefined,
  ): Promise<void> {
    await before;
    if (before) await new Promise((resolve) => setTimeout(resolve, LIVES_FOR_MS));
    this.kills.push(victim);
    if (victim === 'redis') {
      process.kill(this.#redis.pid!, 'SIGKILL');
      await this.#redis.exited;
    } else {
      await this.#stack.kill(victim);
    }
    await new Promise((resolve) => setTimeout(resolve, restartAfterMs));
    await (victim === 'redis' ? this.#startRedis(this.#redis.port) : this.#restart(victim));
  }

  /** A supervisor gives up on an instance that is not ready in time, and starts another one. */
  async #restart(victim: 'api' | 'worker'): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        await this.#stack.restart(victim);
        return;
      } catch (error) {
        if (tries === STARTS) throw error;
      }
    }
  }

  /** Resolves when everything that was killed runs again. */
  async recovered(): Promise<void> {
    await Promise.all(this.#lives.values());
  }

  /** Jobs that wait or are at work, by queue. */
  async jobs(): Promise<Record<string, number>> {
    const redis = new Redis(this.redisUrl);
    try {
      const counts: Record<string, number> = {};
      for (const key of await redis.keys('bull:*')) {
        if (!/:(wait|active)$/.test(key)) continue;
        counts[key] = await redis.llen(key);
      }
      return counts;
    } finally {
      redis.disconnect();
    }
  }

  async stop(): Promise<void> {
    await Promise.allSettled(this.#lives.values());
    await (this.#stack as Stack | undefined)?.stop();
    await this.guard.end();
    await rm(this.folder, { recursive: true, force: true });
  }

  async #startRedis(port?: number): Promise<void> {
    const program = await redisProgram(this.guard, QUIET);
    this.#redis = await startRedis(this.guard, {
      program,
      folder: this.folder,
      ...(port && { port }),
    });
  }
}
