import { randomUUID } from 'node:crypto';
import type { Logger } from '#patchbay/kernel';
import { z } from 'zod';
import { wallMs } from '../media/wall-time.js';
import { type PatchbayClient, PatchbayError } from './patchbay-client.js';
import { SdesPeer } from './sdes-peer.js';
import type { TenantEvent } from './tenant-event.js';
import type { TenantBehaviour, TenantSettings } from './tenant-settings.js';

/** A call as the tenant knows it. */
export interface TenantCall {
  readonly callId: string;
  wacid: string | null;
  readonly direction: 'USER_INITIATED' | 'BUSINESS_INITIATED';
  state: 'CONNECTING' | 'ANSWERED' | 'REJECTED' | 'FAILED' | 'ENDED';
  readonly peer: SdesPeer | undefined;
  /** The last refusal or error of the platform. */
  error: { readonly code: string; readonly message: string } | undefined;
  readonly times: {
    connectReceivedMs?: number;
    answerSentMs?: number;
    answeredMs?: number;
    acceptedMs?: number;
    endedMs?: number;
  };
}

export interface CallToPlace {
  readonly phoneNumberId: string;
  readonly consumer: { readonly waId?: string | undefined; readonly userId?: string | undefined };
  readonly bizOpaqueCallbackData?: string | undefined;
  readonly idempotencyKey?: string | undefined;
}

export interface TenantCallsOptions {
  readonly client: PatchbayClient;
  readonly settings: TenantSettings;
  readonly logger: Logger;
  readonly mediaHost: string;
}

interface UserCall {
  readonly callId: string;
  readonly wacid: string | null;
  readonly offer: string;
  readonly behaviour: TenantBehaviour;
}

const KEPT_CALLS = 1000;

const placedSchema = z.object({
  call: z.object({ id: z.string(), state: z.string(), wacid: z.string().nullish() }),
  sdpAnswer: z.string(),
});

function toProblem(error: unknown): { code: string; message: string } {
  const message = error instanceof Error ? error.message : String(error);
  return { code: error instanceof PatchbayError ? error.code : 'CLIENT', message };
}

/** The end may have overtaken the platform's answer to us; then it stays the end. */
function settle(call: TenantCall, state: 'ANSWERED' | 'REJECTED' | 'FAILED'): void {
  if (call.state === 'CONNECTING') call.state = state;
}

/** Answers and places calls over GraphQL and keeps a media peer for each. */
export class TenantCalls {
  readonly #options: TenantCallsOptions;
  readonly #calls = new Map<string, TenantCall>();
  /** Calls that ended before `placeCall` had told their id. */
  readonly #endedEarly = new Set<string>();
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(options: TenantCallsOptions) {
    this.#options = options;
  }

  get all(): TenantCall[] {
    return [...this.#calls.values()];
  }

  find(callId: string): TenantCall | undefined {
    return this.#calls.get(callId);
  }

  /** Acts on an event; the webhook has been answered by then. */
  async onEvent({ data, type }: TenantEvent): Promise<void> {
    const { callId, sdp, wacid = null } = data;
    if (callId === undefined) return;
    const call = this.#calls.get(callId);
    if (call !== undefined) await this.#onCallEvent(call, type, wacid);
    else if (type === 'call.connect' && sdp?.type === 'offer') {
      const behaviour = this.#options.settings.behaviourFor(data.consumer ?? undefined);
      await this.#onUserCall({ callId, wacid, offer: sdp.sdp, behaviour });
    } else if (type === 'call.terminated') this.#rememberEarlyEnd(callId);
  }

  /** Places a call with an SDES offer of ours. */
  async place(asked: CallToPlace): Promise<TenantCall> {
    const { client, mediaHost, settings } = this.#options;
    const peer = await SdesPeer.open(mediaHost, settings.faults.media);
    try {
      const success = '... on PlaceCallSuccess { call { id state wacid } sdpAnswer }';
      const input = {
        ...asked,
        media: { mode: 'SDES', sdpOffer: peer.offer() },
        idempotencyKey: asked.idempotencyKey ?? randomUUID(),
      };
      const result = await client.mutate('placeCall', input, success);
      const { call: placed, sdpAnswer } = placedSchema.parse(result);
      peer.setAnswer(sdpAnswer);
      const call: TenantCall = {
        callId: placed.id,
        wacid: placed.wacid ?? null,
        direction: 'BUSINESS_INITIATED',
        state: 'CONNECTING',
        peer,
        error: undefined,
        times: { answeredMs: wallMs() },
      };
      this.#add(call);
      if (this.#endedEarly.delete(call.callId)) await this.#end(call);
      return call;
    } catch (error) {
      await peer.close();
      throw error;
    }
  }

  /** Turns a user's call away. */
  async reject(callId: string): Promise<void> {
    await this.#options.client.mutate('rejectCall', { callId }, '');
    const call = this.#calls.get(callId);
    if (call !== undefined) settle(call, 'REJECTED');
  }

  async terminate(callId: string): Promise<void> {
    await this.#options.client.mutate('terminateCall', { callId }, '');
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    await Promise.all(this.all.flatMap(({ peer }) => (peer === undefined ? [] : [peer.close()])));
  }

  async #onCallEvent(call: TenantCall, type: string, wacid: string | null): Promise<void> {
    call.wacid = wacid ?? call.wacid;
    if (type === 'call.accepted') call.times.acceptedMs ??= wallMs();
    if (type === 'call.terminated') await this.#end(call);
  }

  #rememberEarlyEnd(callId: string): void {
    this.#endedEarly.add(callId);
    const [oldest] = this.#endedEarly;
    if (this.#endedEarly.size > KEPT_CALLS && oldest !== undefined) this.#endedEarly.delete(oldest);
  }

  async #onUserCall({ behaviour, callId, offer, wacid }: UserCall): Promise<void> {
    const { mediaHost, settings } = this.#options;
    const { acceptAfterMs, onConnect } = behaviour;
    const answers = onConnect === 'accept';
    const peer = answers ? await SdesPeer.open(mediaHost, settings.faults.media) : undefined;
    const call: TenantCall = {
      callId,
      wacid,
      direction: 'USER_INITIATED',
      state: 'CONNECTING',
      peer,
      error: undefined,
      times: { connectReceivedMs: wallMs() },
    };
    this.#add(call);
    if (onConnect === 'reject') await this.#try(call, () => this.reject(callId));
    if (peer === undefined) return;
    this.#after(acceptAfterMs, () => this.#try(call, () => this.#accept(call, peer, offer)));
  }

  async #accept(call: TenantCall, peer: SdesPeer, offer: string): Promise<void> {
    if (call.state !== 'CONNECTING') return;
    const { callId } = call;
    const sdpAnswer = peer.answer(offer);
    call.times.answerSentMs = wallMs();
    const idempotencyKey = `accept-${callId}`;
    await this.#options.client.mutate('acceptCall', { callId, sdpAnswer, idempotencyKey }, '');
    call.times.answeredMs = wallMs();
    settle(call, 'ANSWERED');
  }

  async #try(call: TenantCall, run: () => Promise<void>): Promise<void> {
    try {
      await run();
    } catch (error) {
      call.error = toProblem(error);
      settle(call, 'FAILED');
      this.#options.logger.warn({ err: error, callId: call.callId }, 'call.answer_failed');
      await call.peer?.close();
    }
  }

  async #end(call: TenantCall): Promise<void> {
    call.times.endedMs ??= wallMs();
    if (call.state !== 'FAILED' && call.state !== 'REJECTED') call.state = 'ENDED';
    await call.peer?.close();
  }

  #add(call: TenantCall): void {
    this.#calls.set(call.callId, call);
    if (this.#calls.size <= KEPT_CALLS) return;
    const oldest = this.all.find((kept) => kept.times.endedMs !== undefined);
    if (oldest !== undefined) this.#calls.delete(oldest.callId);
  }

  #after(ms: number, run: () => Promise<void>): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      void run();
    }, ms);
    this.#timers.add(timer);
  }
}
