import { HANGS_UP } from '../domain/effect-kind.js';
import type { FactKind } from '../domain/call-fact.js';
import type { CallEventActor } from '../persistence/call-log.repository.js';
import type { CallRecord } from '../persistence/call.repository.js';

const META = new Set<FactKind>(['answer_received', 'ringing', 'terminated']);
const CONSUMER = new Set<FactKind>(['offered', 'accepted', 'rejected']);
const TENANT = new Set<FactKind>([
  'placed',
  'tenant_pre_accepted',
  'tenant_accepted',
  'tenant_rejected',
  'tenant_terminated',
]);
const MEDIA = new Set<FactKind>([
  'meta_leg_connected',
  'pbx_leg_connected',
  'leg_failed',
  'media_ended',
]);

/** Who made a fact true, as the timeline shows it. */
export function actorOf(kind: FactKind, { asked }: Pick<CallRecord, 'asked'>): CallEventActor {
  if (TENANT.has(kind)) return 'TENANT';
  if (CONSUMER.has(kind)) return 'CONSUMER';
  if (MEDIA.has(kind)) return 'MEDIA';
  // Of an end that we asked for Meta may tell before it answers us.
  if (kind === 'terminated' && !asked.effects.some((one) => HANGS_UP.has(one))) return 'CONSUMER';
  return META.has(kind) ? 'META' : 'PLATFORM';
}
