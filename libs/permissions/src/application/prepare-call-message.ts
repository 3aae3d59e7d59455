import { type Verdict, verdictsAgainstMessage } from '#patchbay/admission';
import type { TenantTransaction, UseCases } from '#patchbay/database';
import {
  AppError,
  assertUnreachable,
  badInput,
  type Clock,
  type FieldProblem,
  newTraceparent,
  uuidv7,
} from '#patchbay/kernel';
import { findNumberById, type NumberView } from '#patchbay/numbers';
import type {
  CallMessageForm,
  CallMessageOrigin,
  CallMessagePurpose,
} from '../domain/call-message.js';
import { chooseForm, type TemplateChoice } from '../domain/choose-form.js';
import { checkText, MESSAGE_LIMITS, problemsOf } from '../domain/message-limits.js';
import { type CallMessageRefusal, ownRefusal, refusalOfMeta } from '../domain/message-refusal.js';
import {
  type CallMessageRecord,
  insertCallMessage,
} from '../persistence/call-message.repository.js';
import { callTemplatesFor } from '../persistence/call-template.repository.js';
import { type CallMessageView, viewOf } from './call-message-view.js';
import type { CallMessenger } from './call-messenger.js';
import type { ConsumerBook, ConsumerIds } from './consumer-book.port.js';
import { holdPair } from './change-ledger.js';
import { recordRequest } from './record-request.js';

/** What the use cases that send messages share. */
export interface MessageTools {
  readonly useCases: UseCases;
  readonly clock: Clock;
  readonly consumers: ConsumerBook;
  readonly messenger: CallMessenger;
}

/** Whom a message goes to, from which number, in which form. */
export interface MessageRequest {
  /** Our id of the number that sends. */
  readonly numberId: string;
  readonly consumer: ConsumerInput;
  /** Undefined: free form while the window is open, else a template. */
  readonly form?: CallMessageForm | undefined;
  readonly template?: TemplateChoice | undefined;
  readonly idempotencyKey?: string | undefined;
}

export interface ConsumerInput {
  readonly waId?: string | undefined;
  readonly userId?: string | undefined;
}

/** `begun`: the message is kept and waits for being sent. Survives JSON. */
export type Begun =
  | {
      readonly kind: 'begun';
      readonly messageId: string;
      /** The template that was chosen; undefined for a message in free form. */
      readonly template?: TemplateChoice | undefined;
    }
  | { readonly kind: 'refused'; readonly refusal: CallMessageRefusal };

export type CallMessageOutcome =
  | { readonly kind: 'sent'; readonly message: CallMessageView }
  | { readonly kind: 'refused'; readonly refusal: CallMessageRefusal };

/** Problems of what every message has. Throws BAD_USER_INPUT with all of `more`, too. */
export function checkRequest(request: MessageRequest, more: readonly FieldProblem[]): void {
  const { consumer, template } = request;
  if (!consumer.waId && !consumer.userId) {
    throw badInput('consumer', 'needs a waId (digits) or a userId (BSUID)');
  }
  if (consumer.waId && !/^\d{5,15}$/.test(consumer.waId)) {
    throw badInput('consumer.waId', 'must be digits with the country code and without +');
  }
  const parameters = [...(template?.headerParameters ?? []), ...(template?.bodyParameters ?? [])];
  const fields = [
    ...problemsOf(
      checkText('template.name', template?.name, MESSAGE_LIMITS.templateName),
      ...parameters.map((text) => checkText('template parameters', text, MESSAGE_LIMITS.parameter)),
    ),
    ...more,
  ];
  if (fields.length > 0) throw new AppError('BAD_USER_INPUT', { fields });
}

/** How Meta knows the consumer of an input. */
export function idsOf({ waId, userId }: ConsumerInput): ConsumerIds {
  return { ...(waId && { waId }), ...(userId && { userId }) };
}

/** Decides whether and how a message is sent, and keeps it, in the caller's transaction. */
export async function prepareMessage(
  tx: TenantTransaction,
  tools: MessageTools,
  request: MessageRequest & { readonly purpose: CallMessagePurpose },
): Promise<Begun> {
  const number = await findNumberById(tx, request.numberId);
  if (number === undefined) throw new AppError('NOT_FOUND', { what: 'phone number' });
  if (!number.isCallingEnabled) return refused(ownRefusal('CALLING_NOT_ENABLED'));
  const { clock, consumers, messenger } = tools;
  const { purpose, form, template } = request;
  const consumerId = await consumers.ensure(tx, tx.tenantId, idsOf(request.consumer));
  const numberId = number.id;
  const [against] = await verdictsAgainstMessage(tx, { numberId, consumerId, now: clock.now() });
  if (against !== undefined) return refused(refusalOfRule(against));
  const { ledger, now } = await holdPair(tx, clock, { number, consumerId });
  const templates = await callTemplatesFor(tx, number.wabaRowId, purpose);
  const isWindowOpen = ledger.windowEndsAt !== null;
  const chosen = chooseForm({ purpose, form, template, isWindowOpen, templates });
  if (chosen.kind === 'refused') return chosen;
  const messageId = uuidv7(clock);
  const named = chosen.kind === 'template' ? chosen.template : undefined;
  const message = { messageId, number, consumerId, purpose, template: named };
  const refusal = purpose === 'PERMISSION_REQUEST' ? await counted(tx, clock, message) : undefined;
  if (refusal !== undefined) return refused(refusal);
  const leaseUntil = messenger.leaseFrom(now);
  await keepMessage(tx, clock, { ...message, origin: 'TENANT', leaseUntil });
  return { kind: 'begun', messageId, ...(named && { template: named }) };
}

/** What a rule of admission has against a message, in the words of messages. */
function refusalOfRule({ rule, reason, retryAt }: Verdict): CallMessageRefusal {
  if (rule === 'quiet_hours') return ownRefusal('QUIET_HOURS', { retryAt });
  const code = rule === 'suppression' ? 'CONSUMER_SUPPRESSED' : 'CALLING_STOPPED';
  return ownRefusal(code, { retryAt, ...(reason !== null && { message: reason }) });
}

/** A message that waits for being sent. */
export interface MessageToKeep {
  readonly messageId: string;
  readonly number: NumberView;
  readonly consumerId: string;
  readonly purpose: CallMessagePurpose;
  readonly template: Pick<TemplateChoice, 'name' | 'language'> | undefined;
  readonly origin: CallMessageOrigin;
  /** Until when somebody is about to send it; null when it waits for a worker. */
  readonly leaseUntil: Date | null;
}

function formOf({ template }: Pick<MessageToKeep, 'template'>): CallMessageForm {
  return template === undefined ? 'FREE_FORM' : 'TEMPLATE';
}

/** Takes a request out of the budget before it is sent; the refusal when there is no place in it. */
async function counted(
  tx: TenantTransaction,
  clock: Clock,
  message: Pick<MessageToKeep, 'messageId' | 'number' | 'consumerId' | 'template'>,
): Promise<CallMessageRefusal | undefined> {
  const { messageId: requestId, number, consumerId } = message;
  const request = { requestId, number, consumerId, form: formOf(message) };
  const outcome = await recordRequest(tx, clock, request);
  switch (outcome.kind) {
    case 'recorded':
      return undefined;
    case 'permanent_permission':
      return ownRefusal('PERMISSION_IS_PERMANENT');
    case 'budget_used_up':
      return ownRefusal('PERMISSION_REQUESTS_USED_UP', { retryAt: outcome.budget.retryAt });
    default:
      return assertUnreachable(outcome);
  }
}

/** Keeps a message that is to be sent after the commit. */
export async function keepMessage(
  tx: TenantTransaction,
  clock: Clock,
  message: MessageToKeep,
): Promise<void> {
  const { messageId, number, consumerId, purpose, origin, template, leaseUntil } = message;
  await insertCallMessage(tx, {
    id: messageId,
    numberId: number.id,
    consumerId,
    purpose,
    origin,
    form: formOf(message),
    templateName: template?.name ?? null,
    templateLanguage: template?.language ?? null,
    traceparent: newTraceparent(),
    leaseUntil,
    createdAt: clock.now(),
  });
}

function refused(refusal: CallMessageRefusal): Begun {
  return { kind: 'refused', refusal };
}

/** What the caller is told of a message whose sending has ended, or goes on. */
export function outcomeOf(record: CallMessageRecord, now: Date): CallMessageOutcome {
  const message = viewOf(record, now);
  if (message.state === 'NOT_SENT') {
    throw new AppError('UPSTREAM_UNAVAILABLE', { what: 'Meta' });
  }
  if (message.state === 'REFUSED' && message.metaError !== null) {
    return { kind: 'refused', refusal: refusalOfMeta(message.metaError, message.failedAt ?? now) };
  }
  return { kind: 'sent', message };
}
