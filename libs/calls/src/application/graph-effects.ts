import { type Clock, crashPoint } from '#patchbay/kernel';
import type { CallAction, GraphClient, GraphOutcome } from '#patchbay/meta';
import { wacidFrom } from '#patchbay/meta';
import { toOpaque } from '../domain/biz-opaque.js';
import type { FactData, FactKind } from '../domain/call-fact.js';
import type { KeptMetaError } from '../persistence/call.repository.js';
import type { EffectReport } from './advance-call.js';
import type { EffectContext } from './effect-context.js';

const MAX_TRIES = 2;
const RETRY_MS = 200;
const MAX_BACKOFF_MS = 60_000;

const FAILED: Readonly<Record<string, FactKind>> = {
  'graph.pre_accept': 'pre_accept_failed',
  'graph.accept': 'accept_failed',
};
const DONE: Readonly<Record<string, FactKind>> = {
  'graph.pre_accept': 'pre_accept_done',
  'graph.accept': 'accept_done',
  'graph.reject': 'reject_done',
  'graph.terminate': 'terminate_done',
};

interface Told {
  readonly kind: FactKind;
  readonly data?: FactData;
  readonly metaError?: KeptMetaError;
}

/** Carries out the commands to Meta, with the rule of each for repeating it. */
export class GraphEffects {
  readonly #graph: GraphClient;
  readonly #clock: Clock;

  constructor(graph: GraphClient, clock: Clock) {
    this.#graph = graph;
    this.#clock = clock;
  }

  async run(context: EffectContext): Promise<EffectReport> {
    const { effect } = context;
    if (effect.kind === 'graph.connect') return this.#connect(context);
    const outcome = await this.#send(context, actionOf(context));
    switch (effect.kind) {
      case 'graph.terminate':
        return this.#afterTerminate(context, outcome);
      case 'graph.reject':
        return this.#afterReject(context, outcome);
      default:
        return this.#afterAnswer(context, outcome);
    }
  }

  async #send({ number, accessToken }: EffectContext, action: CallAction): Promise<GraphOutcome> {
    const { phoneNumberId } = number;
    const outcome = await this.#graph.sendCallAction({ phoneNumberId, accessToken }, action);
    crashPoint('effect.after-send');
    return outcome;
  }

  /** Never sent twice: a call that may have been placed is waited for, not placed again. */
  async #connect(context: EffectContext): Promise<EffectReport> {
    const { effect, call, consumer, sdp } = context;
    if (effect.isTakenOver) return this.#report(context, 'UNKNOWN', { kind: 'connect_unknown' });
    const outcome = await this.#send(context, {
      action: 'connect',
      ...(consumer.waId === undefined ? {} : { to: consumer.waId }),
      ...(consumer.userId === undefined || consumer.waId !== undefined
        ? {}
        : { recipient: consumer.userId }),
      sdp: sdp.META_LOCAL ?? '',
      bizOpaqueCallbackData: toOpaque(call.id, call.bizOpaqueCallbackData),
    });
    switch (outcome.kind) {
      case 'done': {
        const wacid = wacidFrom(outcome.body);
        if (wacid === undefined) break;
        return this.#report(context, 'DONE', { kind: 'connect_accepted', data: { wacid } });
      }
      case 'refused': {
        const { error: metaError } = outcome;
        const data = { metaCode: metaError.code };
        return this.#report(context, 'FAILED', { kind: 'connect_refused', data, metaError });
      }
      case 'not_sent': {
        const data = { reason: outcome.reason };
        return this.#report(context, 'FAILED', { kind: 'connect_refused', data });
      }
      case 'unknown':
        break;
    }
    return this.#report(context, 'UNKNOWN', { kind: 'connect_unknown' });
  }

  #afterTerminate(context: EffectContext, outcome: GraphOutcome): EffectReport {
    const { effect } = context;
    // Refused means that there is no such call any more: it has ended already.
    const isGone = outcome.kind === 'refused' && !isForNow(outcome);
    if (outcome.kind === 'done' || isGone) {
      return this.#report(context, 'DONE', { kind: 'terminate_done', data: { isGone } });
    }
    const delayMs = Math.min(RETRY_MS * 2 ** (effect.attempts - 1), MAX_BACKOFF_MS);
    return this.#retry(context, delayMs);
  }

  #afterReject(context: EffectContext, outcome: GraphOutcome): EffectReport {
    const mayRepeat = outcome.kind !== 'done' && (outcome.kind !== 'refused' || isForNow(outcome));
    if (mayRepeat && context.effect.attempts < MAX_TRIES) return this.#retry(context, RETRY_MS);
    const end = outcome.kind === 'done' ? 'DONE' : 'FAILED';
    return this.#report(context, end, { kind: 'reject_done', data: { outcome: outcome.kind } });
  }

  #afterAnswer(context: EffectContext, outcome: GraphOutcome): EffectReport {
    const { kind, attempts, deadlineAt } = context.effect;
    if (outcome.kind === 'done') {
      return this.#report(context, 'DONE', { kind: DONE[kind] ?? 'accept_done' });
    }
    const failed = FAILED[kind] ?? 'accept_failed';
    const isInTime = deadlineAt === null || deadlineAt.getTime() > this.#clock.nowMs();
    const mayRepeat = attempts < MAX_TRIES && isInTime;
    if (outcome.kind === 'refused') {
      if (mayRepeat && isForNow(outcome)) return this.#retry(context, RETRY_MS);
      const { error: metaError } = outcome;
      const data = { metaCode: metaError.code };
      return this.#report(context, 'FAILED', { kind: failed, data, metaError });
    }
    if (mayRepeat) return this.#retry(context, RETRY_MS);
    const data = { reason: outcome.reason };
    return this.#report(context, 'UNKNOWN', { kind: failed, data });
  }

  #retry({ effect }: EffectContext, delayMs: number): EffectReport {
    return { effect, retryAt: new Date(this.#clock.nowMs() + delayMs) };
  }

  #report(
    { effect }: EffectContext,
    end: 'DONE' | 'FAILED' | 'UNKNOWN',
    { kind, data = {}, metaError }: Told,
  ): EffectReport {
    const occurredAt = this.#clock.now();
    return { effect, end, event: { kind, data, occurredAt, ...(metaError && { metaError }) } };
  }
}

const TOO_MANY_REQUESTS = 429;

/** Meta could not do it now; the same request may be done a moment later. */
function isForNow({ error }: Extract<GraphOutcome, { kind: 'refused' }>): boolean {
  return error.httpStatus >= 500 || error.httpStatus === TOO_MANY_REQUESTS;
}

function actionOf({ effect, call, sdp }: EffectContext): CallAction {
  const wacid = call.wacid ?? '';
  switch (effect.kind) {
    case 'graph.pre_accept':
      return { action: 'pre_accept', wacid, sdp: sdp.META_LOCAL ?? '' };
    case 'graph.accept':
      return { action: 'accept', wacid, sdp: sdp.META_LOCAL ?? '' };
    case 'graph.reject':
      return { action: 'reject', wacid };
    case 'graph.terminate':
      return { action: 'terminate', wacid };
    default:
      throw new Error(`${effect.kind} is no command to Meta`);
  }
}
