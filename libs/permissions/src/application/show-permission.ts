import type { TenantTransaction, UseCases } from '#patchbay/database';
import { AppError, badInput, type Clock, type TenantContext } from '#patchbay/kernel';
import { findNumberById, type NumberView } from '#patchbay/numbers';
import type { PairRecord } from '../domain/ledger.js';
import { readPair } from '../persistence/ledger.repository.js';
import { PERMISSION_USE_CASES } from '../permissions.roles.js';
import type { ConsumerIds } from './consumer-book.port.js';
import type { ConsumerDirectory } from './consumer-directory.port.js';
import type { PermissionDoubts } from './permission-doubts.js';
import { permissionLimitsOf } from './permission-limits-of.js';
import { type PermissionView, permissionView } from './permission-view.js';

export interface ShowPermissionParts {
  readonly useCases: UseCases;
  readonly clock: Clock;
  readonly consumers: ConsumerDirectory;
  readonly doubts: PermissionDoubts;
}

export interface ShowPermissionInput {
  /** Our id of the number. */
  readonly numberId: string;
  readonly consumer: ConsumerIds;
}

interface Shown {
  readonly number: NumberView;
  /** Undefined of somebody whom nobody has heard of. */
  readonly consumerId: string | undefined;
  readonly view: PermissionView;
}

/** Shows what is between a number and a consumer. Where that is in doubt Meta is asked first. */
export class ShowPermission {
  readonly #parts: ShowPermissionParts;

  constructor(parts: ShowPermissionParts) {
    this.#parts = parts;
  }

  /** Throws NOT_FOUND for a number that is not the tenant's. */
  async execute(tenant: TenantContext, input: ShowPermissionInput): Promise<PermissionView> {
    const { useCases, doubts } = this.#parts;
    requireConsumer(input.consumer);
    const definition = PERMISSION_USE_CASES.showPermission;
    const show = (): Promise<Shown> =>
      useCases.read({ tenant, definition }, (tx) => this.#show(tx, input));
    const first = await show();
    const { number, consumerId } = first;
    const { tenantId } = tenant;
    if (consumerId !== undefined) {
      const isAnswered = await doubts.settle({ tenantId, number, consumerId });
      return isAnswered ? (await show()).view : first.view;
    }
    const told = await doubts.ofStranger({ tenantId, number, ids: input.consumer });
    if (told === undefined) return first.view;
    if (told.kind === 'kept') return (await show()).view;
    return useCases.read({ tenant, definition }, (tx) =>
      this.#viewOf(tx, number, { consumer: input.consumer, record: told.record }),
    );
  }

  async #show(tx: TenantTransaction, input: ShowPermissionInput): Promise<Shown> {
    const { consumers } = this.#parts;
    const number = await findNumberById(tx, input.numberId);
    if (number === undefined) throw new AppError('NOT_FOUND', { what: 'phone number' });
    const consumerId = await consumers.find(tx, tx.tenantId, input.consumer);
    if (consumerId === undefined) {
      const view = await this.#viewOf(tx, number, { consumer: input.consumer, record: undefined });
      return { number, consumerId, view };
    }
    const [record, ids] = await tx.together(() => [
      readPair(tx, { numberId: number.id, consumerId }),
      consumers.idsOf(tx, [consumerId]),
    ]);
    const consumer = ids.get(consumerId) ?? input.consumer;
    return { number, consumerId, view: await this.#viewOf(tx, number, { consumer, record }) };
  }

  async #viewOf(
    tx: TenantTransaction,
    number: NumberView,
    about: { readonly consumer: ConsumerIds; readonly record: PairRecord | undefined },
  ): Promise<PermissionView> {
    const now = this.#parts.clock.now();
    const limits = await permissionLimitsOf(tx, number.profile, now);
    return permissionView({ number, ...about }, limits, now);
  }
}

function requireConsumer({ waId, userId }: ConsumerIds): void {
  if (waId === undefined && userId === undefined) {
    throw badInput('consumer', 'needs a waId (digits) or a userId (BSUID)');
  }
  if (waId !== undefined && !/^\d{5,15}$/.test(waId)) {
    throw badInput('consumer.waId', 'must be digits with the country code and without +');
  }
}
