import { Injectable } from '@nestjs/common';
import { requireRole } from '#patchbay/database';
import type { TenantContext } from '#patchbay/kernel';
import { EVENT_TYPES, type EventTypeFacts } from '../domain/event-types.js';
import { FANOUT_USE_CASES } from '../fanout.roles.js';

/** Everything that endpoints can be told; the same for every tenant. */
@Injectable()
export class ListEventTypes {
  execute(tenant: TenantContext): readonly EventTypeFacts[] {
    requireRole(tenant, FANOUT_USE_CASES.listEventTypes);
    return EVENT_TYPES;
  }
}
