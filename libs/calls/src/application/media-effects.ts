import { type Clock, timeOfUuidv7 } from '#patchbay/kernel';
import { type MediaClient, RpcError } from '#patchbay/rpc';
import type { NodeRecord } from '#patchbay/state';
import type { FactData, FactKind } from '../domain/call-fact.js';
import type { CallSdp } from '../persistence/call-sdp.repository.js';
import type { EffectReport } from './effect-report.js';
import type { MediaContext } from './effect-context.js';
import type { MediaNodes } from './media-nodes.js';

const MAX_NODES = 3;
const RETRY_MS = 200;
/** How long a call waits for a node when there is none. */
const NODE_WAIT_MS = 2000;
/** A node that does not answer for this long is dead; its commands are repeated until then. */
const NODE_DEAD_MS = 6000;
/** However old a command is, such as after an outage of ours: one lost answer is no death. */
const NODE_DEAD_TRIES = 4;

const APPLIED: Readonly<Record<string, FactKind>> = {
  'media.tenant_answer': 'tenant_answer_applied',
  'media.meta_answer': 'meta_answer_applied',
  'media.open_gate': 'gate_opened',
};
const FAILED: Readonly<Record<string, FactKind>> = {
  'media.tenant_answer': 'tenant_answer_failed',
  'media.meta_answer': 'meta_answer_failed',
  'media.open_gate': 'gate_failed',
};

type Created = { readonly node: NodeRecord } & Awaited<
  ReturnType<typeof MediaClient.prototype.send<'session.create'>>
>;

/** Carries out the commands to media nodes: all idempotent by their id, so all are repeated. */
export class MediaEffects {
  readonly #client: MediaClient;
  readonly #nodes: MediaNodes;
  readonly #clock: Clock;

  constructor(client: MediaClient, nodes: MediaNodes, clock: Clock) {
    this.#client = client;
    this.#nodes = nodes;
    this.#clock = clock;
  }

  /**
   * Opens the gate at once, while the result of `accept` is still being written: what the two sides
   * say meanwhile would be lost. The effect that follows opens it again, which changes nothing, and
   * is there for the case that this process dies before.
   */
  async openGateNow(context: MediaContext): Promise<void> {
    const { effect } = context;
    await this.#tryNow(context, { kind: 'session.openGate', commandId: `${effect.id}/gate` });
  }

  /**
   * Tells the node at once that its new session is in the database: one that nobody committed dies
   * after 10 s. The effect that follows says so again, for the case that this process dies before.
   */
  async commitNow(context: MediaContext): Promise<void> {
    const commandId = `${context.effect.id}/commit`;
    await this.#tryNow(context, { kind: 'session.commit', commandId });
  }

  async #tryNow(
    context: MediaContext,
    command: { readonly kind: 'session.openGate' | 'session.commit'; readonly commandId: string },
  ): Promise<void> {
    const { node } = context.call;
    if (node === null) return;
    await this.#client.send(node.url, { ...headOf(context), ...command }).catch(() => undefined);
  }

  run(context: MediaContext): Promise<EffectReport> {
    return context.effect.kind === 'media.create' ? this.#create(context) : this.#command(context);
  }

  async #create(context: MediaContext): Promise<EffectReport> {
    const nodes = await this.#nodes.candidates();
    for (const node of nodes.slice(0, MAX_NODES)) {
      try {
        const created = await this.#client.send(node.url, createCommand(context));
        return this.#created(context, { node, ...created });
      } catch (error) {
        if (!(error instanceof RpcError)) throw error;
        if (error.code === 'BAD_SDP') {
          const data = { reason: 'BAD_SDP', detail: error.detail ?? null };
          return this.#report(context, 'media_failed', { data });
        }
      }
    }
    if (this.#ageMs(context) < NODE_WAIT_MS) return this.#retry(context);
    return this.#report(context, 'media_failed', { data: { reason: 'MEDIA_UNAVAILABLE' } });
  }

  #created(
    context: MediaContext,
    { node, metaSdp, tenantSdp, nodeId, bootId }: Created,
  ): EffectReport {
    return this.#report(context, 'media_created', {
      data: { nodeId, bootId, nodeUrl: node.url },
      sdps: [
        { kind: 'META_LOCAL', sdp: metaSdp },
        { kind: 'TENANT_LOCAL', sdp: tenantSdp },
      ],
    });
  }

  async #command(context: MediaContext): Promise<EffectReport> {
    const { effect, call } = context;
    if (call.node === null) return { effect, end: 'DONE' };
    try {
      await this.#client.send(call.node.url, commandOf(context));
    } catch (error) {
      if (!(error instanceof RpcError)) throw error;
      return this.#afterFailure(context, error);
    }
    const applied = APPLIED[effect.kind];
    return applied === undefined ? { effect, end: 'DONE' } : this.#report(context, applied, {});
  }

  #afterFailure(context: MediaContext, { code, detail, executed }: RpcError): EffectReport {
    const { effect } = context;
    const isTransient = executed === 'unknown' || code === 'UNREACHABLE';
    if (isTransient && this.#mayYetAnswer(context)) return this.#retry(context);
    // Nobody waits for these two, and a node without the session has done what close asks.
    if (effect.kind === 'media.close') {
      return { effect, end: code === 'NO_SESSION' ? 'DONE' : 'FAILED' };
    }
    if (effect.kind === 'media.commit') return { effect, end: 'FAILED' };
    if (isTransient) return this.#report(context, 'node_lost', { data: { reason: code } });
    if (code === 'NO_SESSION' || code === 'STALE_EPOCH') {
      return this.#report(context, 'media_ended', { data: { reason: code } });
    }
    const failed = FAILED[effect.kind] ?? 'media_ended';
    return this.#report(context, failed, { data: { reason: code, detail: detail ?? null } });
  }

  #mayYetAnswer(context: MediaContext): boolean {
    return this.#ageMs(context) < NODE_DEAD_MS || context.effect.attempts < NODE_DEAD_TRIES;
  }

  #ageMs({ effect }: MediaContext): number {
    return this.#clock.nowMs() - timeOfUuidv7(effect.id);
  }

  #retry({ effect }: MediaContext): EffectReport {
    return { effect, retryAt: new Date(this.#clock.nowMs() + RETRY_MS) };
  }

  #report(
    { effect }: MediaContext,
    kind: FactKind,
    { data = {}, sdps }: { readonly data?: FactData; readonly sdps?: readonly CallSdp[] },
  ): EffectReport {
    const end = kind.endsWith('_failed') ? 'FAILED' : 'DONE';
    const event = { kind, data, occurredAt: this.#clock.now() };
    return { effect, end, event, ...(sdps && { sdps }) };
  }
}

function headOf({ effect, call, tenantId, traceparent }: MediaContext) {
  return {
    v: 1 as const,
    commandId: effect.id,
    tenantId,
    callId: call.id,
    epoch: effect.epoch,
    traceparent,
  };
}

function createCommand(context: MediaContext) {
  const { call, sdp } = context;
  const head = { ...headOf(context), kind: 'session.create' as const };
  return call.direction === 'USER_INITIATED'
    ? {
        ...head,
        meta: { role: 'answer' as const, remoteSdp: sdp.META_REMOTE ?? '' },
        tenant: { role: 'offer' as const },
      }
    : {
        ...head,
        meta: { role: 'offer' as const },
        tenant: { role: 'answer' as const, remoteSdp: sdp.TENANT_REMOTE ?? '' },
      };
}

function commandOf(context: MediaContext) {
  const head = headOf(context);
  const { effect, sdp, call } = context;
  switch (effect.kind) {
    case 'media.tenant_answer':
      return {
        ...head,
        kind: 'session.setTenantAnswer' as const,
        remoteSdp: sdp.TENANT_REMOTE ?? '',
      };
    case 'media.meta_answer':
      return { ...head, kind: 'session.setMetaAnswer' as const, remoteSdp: sdp.META_REMOTE ?? '' };
    case 'media.open_gate':
      return { ...head, kind: 'session.openGate' as const };
    case 'media.commit':
      return { ...head, kind: 'session.commit' as const };
    case 'media.close':
      return { ...head, kind: 'session.close' as const, reason: call.state.toLowerCase() };
    default:
      throw new Error(`${effect.kind} is no command to a media node`);
  }
}
