import { randomInt } from 'node:crypto';
import { agedValue } from './aged-value.js';
import type { Pauses } from './pauses.js';
import type { WebhookFaults } from './webhook-faults.js';
import type { Webhook } from './webhook.js';

/** Delivers so many copies of a webhook about an instant; ends when all have arrived. */
type Deliver = (webhook: Webhook, copies: number, eventMs: number) => Promise<void>;

interface Held {
  readonly webhook: Webhook;
  readonly faults: WebhookFaults;
  /** Business time of the event. */
  readonly eventMs: number;
}

/** Calls whose end is remembered as told. */
const KEPT_CALLS = 2000;

/** The way from an event to its delivery, with all that can happen to a webhook on it. */
export class FaultyWay {
  readonly #pauses: Pauses;
  readonly #deliver: Deliver;
  readonly #heldByCall = new Map<string, Held[]>();
  readonly #reversedByCall = new Map<string, Held[]>();
  readonly #terminated = new Set<string>();

  constructor(pauses: Pauses, deliver: Deliver) {
    this.#pauses = pauses;
    this.#deliver = deliver;
  }

  /** Without faults the webhook leaves in this very turn. */
  send(sent: Held): void {
    const { faults, webhook } = sent;
    const isDropped = faults.drop.includes(webhook.kind);
    if (webhook.wacid !== undefined && this.#isHeld(webhook.wacid, sent, isDropped)) return;
    if (isDropped) return;
    if (webhook.wacid !== undefined && faults.reorderMs > 0) this.#reverse(webhook.wacid, sent);
    else void this.#pass(sent);
  }

  /** With `terminateFirst` all waits for the end of the call, and goes in order after it. */
  #isHeld(wacid: string, sent: Held, isDropped: boolean): boolean {
    const held = this.#heldByCall.get(wacid);
    const { faults, webhook } = sent;
    if (webhook.kind === 'terminate' && (faults.terminateFirst || held !== undefined)) {
      this.#remember(wacid);
      this.#heldByCall.delete(wacid);
      void this.#inTurn([...(isDropped ? [] : [sent]), ...(held ?? [])]);
      return true;
    }
    if (!faults.terminateFirst || this.#terminated.has(wacid)) return false;
    if (isDropped) return true;
    if (held === undefined) this.#heldByCall.set(wacid, [sent]);
    else held.push(sent);
    return true;
  }

  /** The first of a call opens a window; what came in it leaves in reverse when it closes. */
  #reverse(wacid: string, sent: Held): void {
    const open = this.#reversedByCall.get(wacid);
    if (open !== undefined) {
      open.push(sent);
      return;
    }
    this.#reversedByCall.set(wacid, [sent]);
    void this.#closeWindow(wacid, sent.faults.reorderMs);
  }

  async #closeWindow(wacid: string, ms: number): Promise<void> {
    await this.#pauses.wall(ms);
    const window = this.#reversedByCall.get(wacid) ?? [];
    this.#reversedByCall.delete(wacid);
    await this.#inTurn(window.toReversed());
  }

  /** Each only after the one before has arrived. */
  async #inTurn(held: readonly Held[]): Promise<void> {
    for (const sent of held) await this.#pass(sent);
  }

  async #pass({ eventMs, faults, webhook }: Held): Promise<void> {
    const shuffleMs = faults.shuffle > 0 ? randomInt(faults.shuffle) : 0;
    const waitMs = (faults.delayByKindMs[webhook.kind] ?? faults.delayMs) + shuffleMs;
    if (waitMs > 0) await this.#pauses.wall(waitMs);
    const { agedMs, staleKinds, staleMs } = faults;
    const isStale = staleKinds.length === 0 || staleKinds.includes(webhook.kind);
    if (staleMs > 0 && isStale) await this.#pauses.business(staleMs);
    if (this.#pauses.isClosed) return;
    const aged = agedMs === 0 ? webhook : { ...webhook, value: agedValue(webhook.value, agedMs) };
    await this.#deliver(aged, 1 + faults.duplicate, eventMs - agedMs);
  }

  #remember(wacid: string): void {
    this.#terminated.add(wacid);
    const [oldest] = this.#terminated;
    if (this.#terminated.size > KEPT_CALLS && oldest !== undefined) this.#terminated.delete(oldest);
  }
}
