import { Counter } from 'prom-client';
import type { TenantDatabase, TenantTransaction } from '#patchbay/database';
import {
  type Clock,
  type Envelope,
  type Logger,
  metrics,
  type Secret,
  systemTenantContext,
  type TenantContext,
} from '#patchbay/kernel';
import {
  type CallMessageContent,
  type GraphClient,
  sendMessage,
  type SendOutcome,
} from '#patchbay/meta';
import { findNumberById, type NumberView, wabaAccessToken } from '#patchbay/numbers';
import type { MessageMetaError } from '../domain/call-message.js';
import { messageOpaque } from '../domain/message-opaque.js';
import {
  type CallMessageRecord,
  claimCallMessage,
  endSending,
  findCallMessage,
  type SendingEnd,
} from '../persistence/call-message.repository.js';
import type { ConsumerIds } from './consumer-book.port.js';
import { settleRequest, withdrawRequest } from './record-request.js';

/** Longer than Graph may take, so that nobody who waits is taken for dead. Milliseconds. */
const LEASE_MS = 10_000;
/** The longest that a mutation waits for what another process is sending. */
const ANSWER_WITHIN_MS = 8000;
const LOOK_AGAIN_MS = 40;

const sent = new Counter({
  name: 'patchbay_call_messages_total',
  help: 'Messages that ask for calls or have a call button, by what became of the sending.',
  labelNames: ['purpose', 'form', 'outcome'] as const,
  registers: [metrics],
});

export interface CallMessengerParts {
  readonly database: TenantDatabase;
  readonly clock: Clock;
  readonly envelope: Envelope;
  readonly graph: GraphClient;
  readonly logger: Logger;
}

/** A message that is kept and waits for being sent. */
export interface MessageToSend {
  readonly messageId: string;
  readonly to: ConsumerIds;
  readonly content: CallMessageContent;
}

/** A message that this process, and nobody else, may send. */
export interface ClaimedMessage {
  readonly message: CallMessageRecord;
  readonly number: NumberView;
  readonly accessToken: Secret;
}

/**
 * Sends messages after the commit that made them, each at most once: the right to send is a row's, and
 * whoever dies with it leaves a message of which only Meta can say what became of it.
 */
export class CallMessenger {
  readonly #parts: CallMessengerParts;

  constructor(parts: CallMessengerParts) {
    this.#parts = parts;
  }

  /** How long from `now` a new message is taken for one that somebody is about to send. */
  leaseFrom(now: Date): Date {
    return new Date(now.getTime() + LEASE_MS);
  }

  /** Sends a message unless somebody else has, or had, the right to. */
  async send(tenantId: string, toSend: MessageToSend): Promise<void> {
    const claimed = await this.claim(tenantId, toSend.messageId);
    if (claimed !== undefined) await this.sendClaimed(claimed, toSend);
  }

  /** Takes the right to send; undefined when it is taken. */
  claim(tenantId: string, messageId: string): Promise<ClaimedMessage | undefined> {
    const { clock, envelope } = this.#parts;
    return this.#run(tenantId, async (tx) => {
      const message = await claimCallMessage(tx, messageId, this.leaseFrom(clock.now()));
      if (message === undefined) return undefined;
      const number = await findNumberById(tx, message.numberId);
      if (number === undefined) throw new Error(`the number of the message ${messageId} is gone`);
      const accessToken = await wabaAccessToken(tx, envelope, number.wabaRowId);
      return { message, number, accessToken };
    });
  }

  /** Sends what was claimed and keeps Meta's answer. */
  async sendClaimed(
    { message, number, accessToken }: ClaimedMessage,
    { to, content }: Pick<MessageToSend, 'to' | 'content'>,
  ): Promise<void> {
    const { graph, logger } = this.#parts;
    const { phoneNumberId, tenantId } = number;
    const outcome = await sendMessage(
      graph,
      { phoneNumberId, accessToken },
      {
        ...(to.waId !== undefined && { to: to.waId }),
        ...(to.waId === undefined && { recipient: to.userId }),
        content,
        bizOpaqueCallbackData: messageOpaque(message.id),
      },
    );
    const { purpose, form } = message;
    sent.inc({ purpose, form, outcome: outcome.kind });
    if (outcome.kind === 'unknown') {
      const { reason } = outcome;
      logger.warn({ tenantId, messageId: message.id, reason }, 'permissions.message_unconfirmed');
    }
    await this.#run(tenantId, (tx) => this.#end(tx, { message, number }, outcome));
  }

  /** Ends a message that cannot be sent: the consumer was erased, or the button is gone. */
  giveUp({ message, number }: ClaimedMessage): Promise<void> {
    const reason = 'nobody to send it to';
    return this.#run(number.tenantId, (tx) =>
      this.#end(tx, { message, number }, { kind: 'not_sent', reason }),
    );
  }

  /** The message once its sending has ended, or as it is when that takes too long. */
  async settled(tenant: TenantContext, messageId: string): Promise<CallMessageRecord> {
    const endsAt = performance.now() + ANSWER_WITHIN_MS;
    for (;;) {
      const message = await this.#run(tenant.tenantId, (tx) => findCallMessage(tx, messageId));
      if (message === undefined) throw new Error(`the message ${messageId} is gone`);
      const isUnderWay = message.state === 'PENDING' || message.state === 'SENDING';
      const isDead = message.leaseUntil !== null && message.leaseUntil <= this.#parts.clock.now();
      if (!isUnderWay || isDead || performance.now() > endsAt) return message;
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    }
  }

  async #end(
    tx: TenantTransaction,
    { message, number }: Pick<ClaimedMessage, 'message' | 'number'>,
    outcome: SendOutcome,
  ): Promise<void> {
    const { clock } = this.#parts;
    const { id, consumerId, purpose } = message;
    await endSending(tx, endOf(id, outcome, clock.now()));
    if (purpose !== 'PERMISSION_REQUEST') return;
    if (outcome.kind === 'sent') await settleRequest(tx, id, outcome.wamid);
    // Of one whose outcome is unknown the consumer may have been asked: it counts.
    else if (outcome.kind !== 'unknown') {
      await withdrawRequest(tx, clock, { number, consumerId, requestId: id });
    }
  }

  #run<T>(tenantId: string, work: (tx: TenantTransaction) => Promise<T>): Promise<T> {
    return this.#parts.database.run(systemTenantContext(tenantId, 'permissions'), work);
  }
}

const STATES = {
  sent: 'SENT',
  refused: 'REFUSED',
  not_sent: 'NOT_SENT',
  unknown: 'UNCONFIRMED',
} as const;

function endOf(id: string, outcome: SendOutcome, at: Date): SendingEnd {
  const state = STATES[outcome.kind];
  if (outcome.kind === 'sent') return { id, state, at, wamid: outcome.wamid };
  if (outcome.kind !== 'refused') return { id, state, at };
  const { code, title, details, fbtraceId } = outcome.error;
  const metaError: MessageMetaError = { code, title, details, fbtraceId };
  return { id, state, at, metaError };
}
