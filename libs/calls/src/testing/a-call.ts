import type { TenantDatabase } from '#patchbay/database';
import { type Clock, type TenantContext, uuidv7 } from '#patchbay/kernel';
import type { Consumers } from '../application/consumers.js';
import { appendCallEvents } from '../persistence/call-log.repository.js';
import { type CallRecord, saveCall } from '../persistence/call.repository.js';
import type { ConsumerIdentity } from '../persistence/consumer.repository.js';

/** What a call in the past is made with. */
export interface CallMaking {
  readonly database: TenantDatabase;
  readonly consumers: Consumers;
  readonly clock: Clock;
}

/** What a test cares about; the rest is that of a user's call that was answered and is over. */
type CallChanges = Partial<CallRecord> &
  Pick<CallRecord, 'numberId'> & { readonly consumer?: ConsumerIdentity };

const TALKED_MS = 7000;

/**
 * Writes a call that is over, with its consumer and a timeline of two events. For tests of what is
 * done with calls; how calls come to be is tested through the webhooks.
 */
export async function aCall(
  { database, consumers, clock }: CallMaking,
  tenant: TenantContext,
  { consumer = { waId: '254700000101' }, ...changes }: CallChanges,
): Promise<CallRecord> {
  const now = clock.now();
  const startedAt = new Date(now.getTime() - TALKED_MS);
  return database.run(tenant, async (tx) => {
    const { tenantId } = tx;
    const [consumerId = null] = await consumers.ensureAll(tx, [{ tenantId, identity: consumer }]);
    const id = uuidv7(clock);
    const call: CallRecord = {
      id,
      consumerId,
      direction: 'USER_INITIATED',
      state: 'COMPLETED',
      control: 'PLATFORM',
      signalling: 'GRAPH_API',
      mediaMode: 'SDES',
      options: null,
      graphRequestId: null,
      wacid: `wacid.${id}`,
      facts: {},
      asked: { effects: [], told: [] },
      version: 2,
      bizOpaqueCallbackData: null,
      endCode: null,
      terminationCause: 'CONSUMER_HUNG_UP',
      disconnectedBy: 'CONSUMER',
      metaError: null,
      node: null,
      epoch: 1,
      traceparent: null,
      startedAt,
      answeredAt: startedAt,
      endedAt: now,
      ringSeconds: 0,
      talkSeconds: TALKED_MS / 1000,
      billableSeconds: TALKED_MS / 1000,
      ...changes,
    };
    await saveCall(tx, call, now);
    const event = { actor: 'META', detail: {}, graphRequestId: null, fbtraceId: null } as const;
    await appendCallEvents(tx, clock, call.id, [
      { ...event, seq: 1, kind: 'offered', state: 'OFFERED', occurredAt: startedAt },
      { ...event, seq: 2, kind: 'terminated', state: call.state, occurredAt: now },
    ]);
    return call;
  });
}
