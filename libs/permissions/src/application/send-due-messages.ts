import { verdictsAgainstMessage } from '#patchbay/admission';
import type { TenantDatabase } from '#patchbay/database';
import { type Clock, type Logger, systemTenantContext } from '#patchbay/kernel';
import type { DueMessage, DuePermissions } from '../persistence/due-permissions.js';
import { findFirstContactButton } from '../persistence/first-contact.repository.js';
import type { CallMessenger, ClaimedMessage } from './call-messenger.js';
import type { ConsumerDirectory } from './consumer-directory.port.js';

export interface SendDueMessagesParts {
  readonly due: DuePermissions;
  readonly clock: Clock;
  readonly database: TenantDatabase;
  readonly messenger: CallMessenger;
  readonly consumers: ConsumerDirectory;
  readonly logger: Logger;
}

/** At a time, in this process: Meta takes 4 s at most to answer. */
const AT_ONCE = 16;
/** So that a number whose messages Meta is slow with leaves places to the others. */
const AT_ONCE_OF_A_NUMBER = 4;
const LOOKED_AT = 200;

/**
 * Sends the call buttons of first contacts; what one says is read when it leaves. They are rows that
 * wait, so nothing else waits for Meta with them: whoever dies before it sends leaves them to the next.
 */
export class SendDueMessages {
  readonly #parts: SendDueMessagesParts;
  readonly #underWay = new Map<
    string,
    { readonly numberId: string; readonly done: Promise<void> }
  >();

  constructor(parts: SendDueMessagesParts) {
    this.#parts = parts;
  }

  /** Begins on what is due, as far as there are places; how many it began. */
  async execute(): Promise<number> {
    if (this.#underWay.size >= AT_ONCE) return 0;
    let begun = 0;
    for (const message of await this.#parts.due.messages(LOOKED_AT)) {
      if (this.#hasPlaceFor(message)) {
        this.#begin(message);
        begun += 1;
      }
    }
    return begun;
  }

  /** Waits for what is under way. */
  async close(): Promise<void> {
    await Promise.all([...this.#underWay.values()].map(({ done }) => done));
  }

  #hasPlaceFor({ messageId, numberId }: DueMessage): boolean {
    if (this.#underWay.size >= AT_ONCE || this.#underWay.has(messageId)) return false;
    const ofNumber = [...this.#underWay.values()].filter((one) => one.numberId === numberId);
    return ofNumber.length < AT_ONCE_OF_A_NUMBER;
  }

  #begin({ tenantId, messageId, numberId }: DueMessage): void {
    const done = this.#claimAndSend(tenantId, messageId)
      .catch((err: unknown) => {
        this.#parts.logger.warn({ err, tenantId, messageId }, 'permissions.greeting_broke');
      })
      .finally(() => this.#underWay.delete(messageId));
    this.#underWay.set(messageId, { numberId, done });
  }

  async #claimAndSend(tenantId: string, messageId: string): Promise<void> {
    const claimed = await this.#parts.messenger.claim(tenantId, messageId);
    if (claimed !== undefined) await this.#send(tenantId, claimed);
  }

  async #send(tenantId: string, claimed: ClaimedMessage): Promise<void> {
    const { clock, database, messenger, consumers } = this.#parts;
    const { consumerId, numberId } = claimed.message;
    const { against, button, to } = await database.run(
      systemTenantContext(tenantId, 'permissions'),
      async (tx) => {
        const asked = { numberId, consumerId, now: clock.now() };
        const known = await consumers.idsOf(tx, [consumerId]);
        return {
          against: await verdictsAgainstMessage(tx, asked),
          button: await findFirstContactButton(tx, numberId),
          to: known.get(consumerId),
        };
      },
    );
    const isWanted = against.length === 0 && button?.isEnabled === true;
    if (!isWanted || to === undefined) return messenger.giveUp(claimed);
    const { body, displayText, ttlMinutes, payload } = button;
    return messenger.sendClaimed(claimed, {
      to,
      content: {
        kind: 'voice_call',
        body,
        displayText: displayText ?? undefined,
        ttlMinutes: ttlMinutes ?? undefined,
        payload: payload ?? undefined,
      },
    });
  }
}
