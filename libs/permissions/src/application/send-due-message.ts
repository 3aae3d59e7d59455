import type { TenantDatabase } from '#patchbay/database';
import { type Logger, systemTenantContext } from '#patchbay/kernel';
import { findFirstContactButton } from '../persistence/first-contact.repository.js';
import type { CallMessenger, ClaimedMessage } from './call-messenger.js';
import type { ConsumerDirectory } from './consumer-directory.port.js';

export interface SendDueMessageParts {
  readonly database: TenantDatabase;
  readonly messenger: CallMessenger;
  readonly consumers: ConsumerDirectory;
  readonly logger: Logger;
}

/** Sends the call buttons of first contacts; what one says is read when it leaves. */
export class SendDueMessage {
  readonly #parts: SendDueMessageParts;
  readonly #underWay = new Set<Promise<void>>();

  constructor(parts: SendDueMessageParts) {
    this.#parts = parts;
  }

  /**
   * Takes the right to send and returns; the sending goes on behind, since whoever hands events over
   * holds a transaction. A process that dies meanwhile leaves the message UNCONFIRMED.
   */
  async execute(tenantId: string, messageId: string): Promise<void> {
    const claimed = await this.#parts.messenger.claim(tenantId, messageId);
    if (claimed === undefined) return;
    const sending = this.#send(tenantId, claimed)
      .catch((err: unknown) => {
        this.#parts.logger.warn({ err, tenantId, messageId }, 'permissions.greeting_broke');
      })
      .finally(() => this.#underWay.delete(sending));
    this.#underWay.add(sending);
  }

  /** Waits for what is under way. */
  async close(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  async #send(tenantId: string, claimed: ClaimedMessage): Promise<void> {
    const { database, messenger, consumers } = this.#parts;
    const { consumerId, numberId } = claimed.message;
    const { button, to } = await database.run(
      systemTenantContext(tenantId, 'permissions'),
      async (tx) => {
        const known = await consumers.idsOf(tx, [consumerId]);
        return { button: await findFirstContactButton(tx, numberId), to: known.get(consumerId) };
      },
    );
    if (button === undefined || to === undefined) return messenger.giveUp(claimed);
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
