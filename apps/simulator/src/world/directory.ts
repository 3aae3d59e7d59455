import { z } from 'zod';
import type { BusinessNumber, ConsumerSeed, MetaApp, Seed, Waba } from '../seed-file.js';

/** What a WhatsApp user does when a business calls, and how long they talk. */
export const behaviourSchema = z.strictObject({
  onRing: z.enum(['answer', 'reject', 'ignore']).default('answer'),
  answerAfterMs: z.number().int().min(0).default(300),
  /** Hangs up so long after the answer; null: never by themselves. */
  talkMs: z.number().int().positive().nullable().default(null),
});

export type Behaviour = z.output<typeof behaviourSchema>;

export interface Consumer {
  readonly waId: string;
  readonly userId: string;
  readonly name: string;
}

/** Who and what exists on Meta's side: apps, WABAs, numbers, users and their permissions. */
export class Directory {
  readonly #apps: ReadonlyMap<string, MetaApp>;
  readonly #wabas: ReadonlyMap<string, Waba>;
  readonly #wabaByToken: ReadonlyMap<string, Waba>;
  readonly #numbers: ReadonlyMap<string, BusinessNumber>;
  readonly #consumers = new Map<string, Consumer>();
  readonly #permissions = new Set<string>();
  readonly #behaviours = new Map<string, Behaviour>();

  constructor(seed: Seed) {
    this.#apps = new Map(seed.metaApps.map((app) => [app.appKey, app]));
    this.#wabas = new Map(seed.wabas.map((waba) => [waba.wabaId, waba]));
    this.#wabaByToken = new Map(seed.wabas.map((waba) => [waba.accessToken, waba]));
    this.#numbers = new Map(seed.phoneNumbers.map((number) => [number.phoneNumberId, number]));
    for (const consumer of seed.consumers) this.putConsumer(consumer);
  }

  app(appKey: string): MetaApp | undefined {
    return this.#apps.get(appKey);
  }

  number(phoneNumberId: string): BusinessNumber | undefined {
    return this.#numbers.get(phoneNumberId);
  }

  wabaOfToken(token: string): Waba | undefined {
    return this.#wabaByToken.get(token);
  }

  /** The apps that get a number's webhooks. */
  appsOf(number: BusinessNumber): MetaApp[] {
    const keys = this.#wabas.get(number.wabaId)?.apps ?? [];
    return keys.flatMap((key) => this.#apps.get(key) ?? []);
  }

  /** By phone number or by BSUID. */
  consumer(waIdOrUserId: string): Consumer | undefined {
    return this.#consumers.get(waIdOrUserId);
  }

  putConsumer({ permissions, ...consumer }: ConsumerSeed): void {
    this.#consumers.set(consumer.waId, consumer);
    this.#consumers.set(consumer.userId, consumer);
    for (const { phoneNumberId } of permissions) {
      this.#permissions.add(`${phoneNumberId} ${consumer.waId}`);
    }
  }

  mayCall(number: BusinessNumber, consumer: Consumer): boolean {
    return this.#permissions.has(`${number.phoneNumberId} ${consumer.waId}`);
  }

  behaviour(consumer: Consumer): Behaviour {
    return this.#behaviours.get(consumer.waId) ?? behaviourSchema.parse({});
  }

  setBehaviour(consumer: Consumer, behaviour: Behaviour): void {
    this.#behaviours.set(consumer.waId, behaviour);
  }
}
