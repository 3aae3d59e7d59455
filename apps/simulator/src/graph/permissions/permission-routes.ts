import type { BusinessNumber, Consumer } from '../../world/assets.js';
import { isCallingEnabled } from '../../world/calling-settings.js';
import { RollingCount } from '../../world/permissions/rolling-count.js';
import { isBusinessCallingAvailable } from '../../world/rules/call-availability.js';
import type { World } from '../../world/world.js';
import { callingError } from '../calling-errors.js';
import { invalidParameter } from '../graph-error.js';
import type { GraphRequest } from '../graph-request.js';
import type { GraphReply, GraphRoute } from '../graph-route.js';
import { viewPermission } from './permission-view.js';

/** The rate limit's window. */
const RATE_WINDOW_MS = 1000;

/** `GET /{phone-number-id}/call_permissions`. */
export function permissionRoutes(world: World): GraphRoute[] {
  const reads = new Map<string, RollingCount>();
  return [
    {
      name: 'call_permissions',
      method: 'GET',
      path: '/:id/call_permissions',
      handle: (request): GraphReply => {
        const number = request.number(undefined, 'whatsapp_business_messaging');
        countRead(world, reads, number);
        refuseUnlessCalling(world, number);
        return { body: viewPermission(world, number, consumerOf(world, request)) };
      },
    },
  ];
}

/** 613 when the number's second is full; what was refused does not count. */
function countRead(
  { clock, switches }: World,
  reads: Map<string, RollingCount>,
  { phoneNumberId }: BusinessNumber,
): void {
  const count = reads.get(phoneNumberId) ?? new RollingCount(RATE_WINDOW_MS);
  reads.set(phoneNumberId, count);
  const nowMs = clock.nowMs();
  if (count.usage(nowMs, RATE_WINDOW_MS) >= switches.callPermissionsPerSecond) {
    throw callingError('permissionReadsLimit');
  }
  count.add(nowMs);
}

function refuseUnlessCalling({ switches }: World, { calling, country }: BusinessNumber): void {
  if (!isCallingEnabled(calling)) throw callingError('notEnabled');
  if (isBusinessCallingAvailable(country, switches.isTurkeyExcluded)) return;
  throw callingError('notAvailable');
}

/** By number or by BSUID. Whom nobody can call is told like whom nobody may call. */
function consumerOf({ directory }: World, { query }: GraphRequest): Consumer | undefined {
  const waId = query.get('user_wa_id');
  const id = waId?.replace(/[^\d]/g, '') ?? query.get('recipient') ?? '';
  if (id === '') throw invalidParameter('The parameter user_wa_id or recipient is required.');
  const consumer = directory.consumer(id);
  return consumer?.isCallable === true ? consumer : undefined;
}
