import type { TenantTransaction, UseCases } from '#patchbay/database';
import type { Clock, TenantContext } from '#patchbay/kernel';
import { findNumbersByIds, type NumberProfile, type NumberView } from '#patchbay/numbers';
import type { PermissionStatus } from '../domain/permission-entry.js';
import type { PermissionLimits } from '../domain/permission-limits.js';
import { pairsAfter } from '../persistence/permission-list.repository.js';
import { PERMISSION_USE_CASES } from '../permissions.roles.js';
import type { ConsumerDirectory } from './consumer-directory.port.js';
import { permissionLimitsOf } from './permission-limits-of.js';
import { type PermissionView, permissionView } from './permission-view.js';

export interface ListPermissionsInput {
  readonly first: number;
  /** The last pair of the page before. */
  readonly after: string | undefined;
  readonly numberId?: string | undefined;
  /** Whether the number may call now. */
  readonly status?: PermissionStatus | undefined;
}

export type ListedPermission = PermissionView & { readonly id: string };

export interface PermissionPage {
  readonly permissions: readonly ListedPermission[];
  readonly hasMore: boolean;
}

export interface ListPermissionsParts {
  readonly useCases: UseCases;
  readonly clock: Clock;
  readonly consumers: ConsumerDirectory;
}

/** Lists the pairs of which something is known, newest first; Meta is not asked about any. */
export class ListPermissions {
  readonly #parts: ListPermissionsParts;

  constructor(parts: ListPermissionsParts) {
    this.#parts = parts;
  }

  execute(tenant: TenantContext, input: ListPermissionsInput): Promise<PermissionPage> {
    const definition = PERMISSION_USE_CASES.listPermissions;
    return this.#parts.useCases.read({ tenant, definition }, (tx) => this.#page(tx, input));
  }

  async #page(tx: TenantTransaction, input: ListPermissionsInput): Promise<PermissionPage> {
    const { clock, consumers } = this.#parts;
    const now = clock.now();
    const found = await pairsAfter(tx, { ...input, limit: input.first + 1, now });
    const page = found.slice(0, input.first);
    const ids = await consumers.idsOf(
      tx,
      page.map(({ consumerId }) => consumerId),
    );
    const numbers = await findNumbersByIds(tx, [...new Set(page.map((pair) => pair.numberId))]);
    const limits = await limitsOf(tx, numbers, now);
    const permissions = page.flatMap(({ id, numberId, consumerId, record }) => {
      const number = numbers.find((each) => each.id === numberId);
      const held = number && limits.get(number.profile);
      if (number === undefined || held === undefined) return [];
      const consumer = ids.get(consumerId) ?? {};
      return [{ id, ...permissionView({ number, consumer, record }, held, now) }];
    });
    return { permissions, hasMore: found.length > page.length };
  }
}

async function limitsOf(
  tx: TenantTransaction,
  numbers: readonly NumberView[],
  now: Date,
): Promise<ReadonlyMap<NumberProfile, PermissionLimits>> {
  const profiles = [...new Set(numbers.map(({ profile }) => profile))];
  const limits = new Map<NumberProfile, PermissionLimits>();
  for (const profile of profiles) limits.set(profile, await permissionLimitsOf(tx, profile, now));
  return limits;
}
