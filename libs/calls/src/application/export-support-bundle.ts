import { Inject, Injectable } from '@nestjs/common';
import { type TenantTransaction, UseCases } from '#patchbay/database';
import {
  type Clock,
  CLOCK,
  encodeId,
  ENVELOPE,
  Envelope,
  type TenantContext,
} from '#patchbay/kernel';
import { findNumberAddress } from '#patchbay/numbers';
import { CALL_USE_CASES } from '../calls.roles.js';
import { figuresOf } from '../domain/media-figures.js';
import { redactSdp } from '../domain/redact-sdp.js';
import { callEvents } from '../persistence/call-log.repository.js';
import { type CallSdpKind, readSdps } from '../persistence/call-sdp.repository.js';
import type { CallRecord } from '../persistence/call.repository.js';
import { requireCall } from './read-calls.js';

/** The newest form of the bundle; a change that breaks readers gets another number. */
const FORMAT = 'patchbay.call-support-bundle/1';

/** In the order in which a call's SDPs are made, whoever called. */
const SDP_KINDS = ['META_REMOTE', 'META_LOCAL', 'TENANT_REMOTE', 'TENANT_LOCAL'] as const;

/** One file for Meta's support. */
export interface SupportBundle {
  readonly filename: string;
  readonly contentType: 'application/json';
  readonly content: string;
}

function headOf(call: CallRecord): Record<string, unknown> {
  const { wacid, graphRequestId, direction, control, signalling, mediaMode, state } = call;
  return {
    callId: encodeId('call', call.id),
    wacid,
    graphRequestId,
    direction,
    control,
    signalling,
    mediaMode,
    state,
    endCode: call.endCode,
    terminationCause: call.terminationCause,
    disconnectedBy: call.disconnectedBy,
    metaError: call.metaError && {
      code: call.metaError.code,
      title: call.metaError.title,
      fbtraceId: call.metaError.fbtraceId,
    },
  };
}

function statisticsOf(call: CallRecord): Record<string, unknown> {
  return {
    startedAt: call.startedAt.toISOString(),
    answeredAt: call.answeredAt?.toISOString() ?? null,
    endedAt: call.endedAt?.toISOString() ?? null,
    ringSeconds: call.ringSeconds,
    talkSeconds: call.talkSeconds,
    billableSeconds: call.billableSeconds,
    media: figuresOf(call.facts) ?? null,
  };
}

/**
 * Puts together what Meta's support asks for: ids, the timeline with the ids of our requests, the SDPs
 * without what is secret in them, the spans of time, what the media node counted. What a fact carries
 * and who the consumer is stay out of it. SDPs are wiped an hour after the call. Audited.
 */
@Injectable()
export class ExportSupportBundle {
  constructor(
    private readonly useCases: UseCases,
    @Inject(ENVELOPE) private readonly envelope: Envelope,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  execute(tenant: TenantContext, callId: string): Promise<SupportBundle> {
    const definition = CALL_USE_CASES.exportSupportBundle;
    return this.useCases.change({ tenant, definition, subjectId: callId }, async (tx) => {
      const call = await requireCall(tx, callId);
      const content = JSON.stringify(await this.#bundle(tx, call), undefined, 2);
      const filename = `${encodeId('call', callId)}.support.json`;
      return { filename, contentType: 'application/json', content };
    });
  }

  async #bundle(tx: TenantTransaction, call: CallRecord): Promise<Record<string, unknown>> {
    const number = await findNumberAddress(tx, call.numberId);
    const timeline = await callEvents(tx, call.id);
    return {
      format: FORMAT,
      madeAt: this.clock.now().toISOString(),
      call: {
        ...headOf(call),
        phoneNumberId: number?.phoneNumberId ?? null,
        wabaId: number?.wabaId ?? null,
      },
      statistics: statisticsOf(call),
      timeline: timeline.map(({ seq, kind, actor, state, occurredAt, ...ids }) => ({
        seq,
        at: occurredAt.toISOString(),
        kind,
        actor,
        state,
        graphRequestId: ids.graphRequestId,
        fbtraceId: ids.fbtraceId,
      })),
      sdp: await this.#ladder(tx, call.id),
    };
  }

  async #ladder(
    tx: TenantTransaction,
    callId: string,
  ): Promise<readonly { readonly kind: CallSdpKind; readonly redacted: string | null }[]> {
    const wanted = SDP_KINDS.map((kind) => ({ callId, kind }));
    const found = await readSdps(tx, this.envelope, wanted);
    return SDP_KINDS.map((kind) => {
      const sdp = found.get(`${callId} ${kind}`);
      return { kind, redacted: sdp === undefined ? null : redactSdp(sdp) };
    });
  }
}
