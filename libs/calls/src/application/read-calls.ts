import { Inject, Injectable } from '@nestjs/common';
import { TenantDatabase, type TenantTransaction, UseCases } from '#patchbay/database';
import { AppError, ENVELOPE, Envelope, type TenantContext } from '#patchbay/kernel';
import { CALL_USE_CASES } from '../calls.roles.js';
import { type CallEvent, callEvents } from '../persistence/call-log.repository.js';
import { type CallRecord, findCall } from '../persistence/call.repository.js';
import { type CallSdpKind, readSdp } from '../persistence/call-sdp.repository.js';
import { type ConsumerIdentity, findConsumers } from '../persistence/consumer.repository.js';
import { type CallView, viewsOf } from './call-view.js';

/** A call of the tenant. A foreign id answers as one that does not exist. */
export async function requireCall(tx: TenantTransaction, callId: string): Promise<CallRecord> {
  const call = await findCall(tx, callId);
  if (call === undefined) throw new AppError('NOT_FOUND', { what: 'call' });
  return call;
}

/** Reads one call. */
@Injectable()
export class FindCall {
  constructor(
    private readonly useCases: UseCases,
    @Inject(ENVELOPE) private readonly envelope: Envelope,
  ) {}

  execute(tenant: TenantContext, callId: string): Promise<CallView> {
    return this.useCases.read({ tenant, definition: CALL_USE_CASES.readCalls }, async (tx) => {
      const [view] = await viewsOf(tx, this.envelope, [await requireCall(tx, callId)]);
      if (view === undefined) throw new AppError('NOT_FOUND', { what: 'call' });
      return view;
    });
  }
}

/** Reads everything that happened to a call, in order. */
@Injectable()
export class CallTimeline {
  constructor(private readonly useCases: UseCases) {}

  execute(tenant: TenantContext, callId: string): Promise<CallEvent[]> {
    return this.useCases.read({ tenant, definition: CALL_USE_CASES.readCalls }, async (tx) => {
      await requireCall(tx, callId);
      return callEvents(tx, callId);
    });
  }
}

/**
 * What a message about a call may carry but not keep: SDP (it holds keys) and who the consumer is.
 * Read when the message leaves.
 */
@Injectable()
export class CallDetails {
  constructor(
    private readonly database: TenantDatabase,
    @Inject(ENVELOPE) private readonly envelope: Envelope,
  ) {}

  /** An SDP of the call; undefined once it is wiped. */
  read(tenant: TenantContext, callId: string, kind: string): Promise<string | undefined> {
    return this.database.run(tenant, (tx) =>
      readSdp(tx, this.envelope, callId, kind as CallSdpKind),
    );
  }

  /** The consumer of the call; empty once erased. */
  readConsumer(tenant: TenantContext, callId: string): Promise<ConsumerIdentity> {
    return this.database.run(tenant, async (tx) => {
      const call = await findCall(tx, callId);
      if (call?.consumerId == null) return {};
      const [consumer] = await findConsumers(tx, this.envelope, [call.consumerId]);
      return consumer?.identity ?? {};
    });
  }
}
