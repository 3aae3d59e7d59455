import { type Clock, crashPoint } from '#patchbay/kernel';
import type { CallAction, GraphClient, GraphOutcome, GraphTrace } from '#patchbay/meta';
import { wacidFrom } from '#patchbay/meta';
import type { FactData, FactKind } from '../domain/call-fact.js';
import type { KeptMetaError } from '../persistence/call.repository.js';
import type { EffectEvent, EffectReport, EffectRetry } from './effect-report.js';
import type { EffectContext } from './effect-context.js';
import { actionOf } from './graph-actions.js';

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
  readonly trace?: GraphTrace | undefined;
}

type Refused = Extract<GraphOutcome, { kind: 'refused' }>;

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
    if (effect.kind in FAILED && !this.#isInTime(context)) {
      const data = { reason: 'ANSWER_WINDOW_CLOSED' };
      return this.#report(context, 'FAILED', { kind: failureOf(context), data });
    }
    const outcome = await this.#send(context, actionOf(context));
    switch (effect.kind) {
      case 'graph.terminate':
      case 'graph.terminate_again':
      case 'graph.reject':
        return this.#afterHangUp(context, outcome);
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

  /** The last moment at which an answer may leave: afterwards Meta has given the call up. */
  #isInTime({ effect: { deadlineAt } }: EffectContext): boolean {
    return deadlineAt === null || deadlineAt.getTime() > this.#clock.nowMs();
  }

  /** Never sent twice: a call that may have been placed is waited for, not placed again. */
  async #connect(context: EffectContext): Promise<EffectReport> {
    const unknown = { kind: 'connect_unknown' } as const;
    if (context.effect.isTakenOver) return this.#report(context, 'UNKNOWN', unknown);
    const outcome = await this.#send(context, actionOf(context));
    const { trace } = outcome;
    switch (outcome.kind) {
      case 'done': {
        const wacid = wacidFrom(outcome.body);
        if (wacid === undefined) break;
        return this.#report(context, 'DONE', { kind: 'connect_accepted', data: { wacid }, trace });
      }
      case 'refused': {
        const { error: metaError } = outcome;
        const data = { metaCode: metaError.code };
        return this.#report(context, 'FAILED', { kind: 'connect_refused', data, metaError, trace });
      }
      case 'not_sent': {
        const data = { reason: outcome.reason };
        return this.#report(context, 'FAILED', { kind: 'connect_refused', data });
      }
      case 'unknown':
        break;
    }
    return this.#report(context, 'UNKNOWN', { ...unknown, trace });
  }

  /**
   * Ends a call at Meta, and is tried until Meta has taken it or the call has ended otherwise: nobody
   * else lets the user go.
   */
  #afterHangUp(context: EffectContext, outcome: GraphOutcome): EffectReport {
    const { effect } = context;
    // Refused means that there is no such call any more, or that it is no longer ours.
    const isGone = outcome.kind === 'refused' && !mayWorkLater(outcome);
    if (outcome.kind === 'done' || isGone) {
      if (effect.kind === 'graph.terminate_again') return { effect, end: 'DONE' };
      const { trace } = outcome;
      const kind = DONE[effect.kind] ?? 'terminate_done';
      return this.#report(context, 'DONE', { kind, data: { isGone }, trace });
    }
    const delayMs = Math.min(RETRY_MS * 2 ** (effect.attempts - 1), MAX_BACKOFF_MS);
    const retry = this.#retry(context, delayMs);
    return outcome.kind === 'refused' && !isForNow(outcome)
      ? { ...retry, event: this.#refusalToHangUp(outcome) }
      : retry;
  }

  /** Time alone changes nothing: who wants the call ended is told, once. Not why the call will end. */
  #refusalToHangUp({ error, trace }: Refused): EffectEvent {
    const { code: metaCode, title, details, fbtraceId } = error;
    const data = { metaCode, title, details, fbtraceId };
    return this.#event({ kind: 'hang_up_refused', data, trace });
  }

  #afterAnswer(context: EffectContext, outcome: GraphOutcome): EffectReport {
    const { kind, attempts } = context.effect;
    const { trace } = outcome;
    const done = DONE[kind] ?? 'accept_done';
    if (outcome.kind === 'done') return this.#report(context, 'DONE', { kind: done, trace });
    const failed = failureOf(context);
    const mayRepeat = attempts < MAX_TRIES && this.#isInTime(context);
    if (outcome.kind === 'refused') {
      if (mayRepeat && isForNow(outcome)) return this.#retry(context, RETRY_MS);
      // Meta takes an answer once. What the first try came to nobody knows; had the call ended
      // meanwhile, its terminate says so.
      if (attempts > 1 && isWrongState(outcome)) {
        return this.#report(context, 'DONE', { kind: done, data: { isPresumed: true }, trace });
      }
      const { error: metaError } = outcome;
      const data = { metaCode: metaError.code, isFirstTry: attempts === 1 };
      return this.#report(context, 'FAILED', { kind: failed, data, metaError, trace });
    }
    if (mayRepeat) return this.#retry(context, RETRY_MS);
    const data = { reason: outcome.reason };
    return this.#report(context, 'UNKNOWN', { kind: failed, data, trace });
  }

  #retry({ effect }: EffectContext, delayMs: number): EffectRetry {
    return { effect, retryAt: new Date(this.#clock.nowMs() + delayMs) };
  }

  #report({ effect }: EffectContext, end: 'DONE' | 'FAILED' | 'UNKNOWN', told: Told): EffectReport {
    return { effect, end, event: this.#event(told) };
  }

  #event({ kind, data = {}, metaError, trace }: Told): EffectEvent {
    const graph = trace && {
      requestId: trace.requestId,
      fbtraceId: metaError?.fbtraceId ?? trace.traceId,
    };
    return {
      kind,
      data,
      occurredAt: this.#clock.now(),
      ...(metaError && { metaError }),
      ...(graph && { graph }),
    };
  }
}

function failureOf({ effect }: EffectContext): FactKind {
  return FAILED[effect.kind] ?? 'accept_failed';
}

const TOO_MANY_REQUESTS = 429;
const UNAUTHORIZED = 401;
const FORBIDDEN = 403;
const BAD_REQUEST = 400;

/** Meta could not do it now; the same request may be done a moment later. */
function isForNow({ error }: Refused): boolean {
  return error.httpStatus >= 500 || error.httpStatus === TOO_MANY_REQUESTS;
}

/** A token that was replaced, or a restriction that is lifted: the call is up all the same. */
function mayWorkLater(outcome: Refused): boolean {
  const { httpStatus } = outcome.error;
  return isForNow(outcome) || httpStatus === UNAUTHORIZED || httpStatus === FORBIDDEN;
}

/** The call is in another state than the request supposes, or the request is wrong. */
function isWrongState({ error }: Refused): boolean {
  return error.httpStatus === BAD_REQUEST;
}
