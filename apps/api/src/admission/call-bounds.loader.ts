import { Injectable } from '@nestjs/common';
import DataLoader from 'dataloader';
import { type CallBounds, ReadCallBounds } from '#patchbay/admission';
import { AppError } from '#patchbay/kernel';
import { principalOf, tenantOf } from '../auth/current-principal.js';
import type { ApiRequest } from '../http/api-request.js';
import { KillSwitchType } from './kill-switch.type.js';

type BoundsLoader = DataLoader<string, CallBounds>;
type SwitchLoader = DataLoader<string, KillSwitchType[]>;

/**
 * Reads what bounds the calls of the tenants, or of the numbers, that a request asks for with one
 * question. Nothing is kept: a later field of the same request may come after a change.
 */
@Injectable()
export class CallBoundsLoader {
  // One loader a request: what one caller has read is never another one's answer.
  readonly #ofTenants = new WeakMap<ApiRequest, BoundsLoader>();
  readonly #ofNumbers = new WeakMap<ApiRequest, SwitchLoader>();

  constructor(private readonly read: ReadCallBounds) {}

  /** A tenant gets its own, staff anybody's. */
  ofTenant(request: ApiRequest, tenantId: string): Promise<CallBounds> {
    const loader = this.#ofTenants.get(request) ?? this.#boundsLoader(request);
    this.#ofTenants.set(request, loader);
    return loader.load(tenantId);
  }

  /** The switches that are on for the number alone. */
  switchesOfNumber(request: ApiRequest, numberId: string): Promise<KillSwitchType[]> {
    const loader = this.#ofNumbers.get(request) ?? this.#switchLoader(request);
    this.#ofNumbers.set(request, loader);
    return loader.load(numberId);
  }

  #boundsLoader(request: ApiRequest): BoundsLoader {
    const principal = principalOf(request);
    return new DataLoader<string, CallBounds>(
      async (ids) => {
        // Each of a tenant's fields asks for it.
        const tenantIds = [...new Set(ids)];
        const found =
          principal.kind === 'staff'
            ? await this.read.ofTenants(principal.staff, tenantIds)
            : await this.read.own(principal.tenant, tenantIds);
        const byId = new Map(found.map((bounds) => [bounds.tenantId, bounds]));
        return ids.map((id) => byId.get(id) ?? new AppError('NOT_FOUND', { what: 'tenant' }));
      },
      { cache: false },
    );
  }

  #switchLoader(request: ApiRequest): SwitchLoader {
    const tenant = tenantOf(request);
    return new DataLoader<string, KillSwitchType[]>(
      async (ids) => {
        const found = await this.read.ofNumbers(tenant, ids);
        return ids.map((id) =>
          found.filter(({ numberId }) => numberId === id).map((view) => KillSwitchType.from(view)),
        );
      },
      { cache: false },
    );
  }
}
