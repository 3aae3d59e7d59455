import type { CallChange } from '#patchbay/meta';
import type { FactData, FactKind } from '../domain/call-fact.js';
import type { KeptMetaError } from '../persistence/call.repository.js';

const STATUS_FACTS = { RINGING: 'ringing', ACCEPTED: 'accepted', REJECTED: 'rejected' } as const;

export interface MetaFact {
  readonly kind: FactKind;
  readonly data: FactData;
  readonly metaError?: KeptMetaError;
}

function defined(data: Record<string, FactData[string] | undefined>): FactData {
  return Object.fromEntries(
    Object.entries(data).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}

/** What an event of Meta's says about a call. SDP and identity are not in it: they live elsewhere. */
export function factOfMetaEvent(change: CallChange): MetaFact {
  switch (change.event) {
    case 'status':
      return { kind: STATUS_FACTS[change.status], data: {} };
    case 'connect': {
      const { deeplinkPayload, ctaPayload } = change;
      const isUser = change.direction === 'USER_INITIATED';
      return {
        kind: isUser ? 'offered' : 'answer_received',
        data: defined({ deeplinkPayload, ctaPayload }),
      };
    }
    case 'terminate': {
      const { isFailed, startedAtMs, endedAtMs, durationSeconds, error } = change;
      const { deeplinkPayload, ctaPayload } = change;
      const times = { startedAtMs, endedAtMs, durationSeconds };
      const errorCode = error?.code;
      const metaError = error && { ...error, details: null, fbtraceId: null };
      return {
        kind: 'terminated',
        data: defined({ isFailed, ...times, errorCode, deeplinkPayload, ctaPayload }),
        ...(metaError && { metaError }),
      };
    }
  }
}
