import { Injectable } from '@nestjs/common';
import { UseCases } from '#patchbay/database';
import { AppError, type TenantContext } from '#patchbay/kernel';
import type { NumberView } from '../domain/number.js';
import { NUMBER_USE_CASES } from '../numbers.roles.js';
import {
  findNumberById,
  findNumberByPhoneNumberId,
  findNumbersByIds,
} from '../persistence/number.repository.js';

/** Our id of a number, or Meta's. */
export type NumberRef = { readonly id: string } | { readonly phoneNumberId: string };

/** Reads the tenant's numbers. A foreign number answers as one that does not exist. */
@Injectable()
export class FindNumber {
  constructor(private readonly useCases: UseCases) {}

  async execute(tenant: TenantContext, ref: NumberRef): Promise<NumberView> {
    const number = await this.useCases.read(
      { tenant, definition: NUMBER_USE_CASES.findNumber },
      (tx) =>
        'id' in ref ? findNumberById(tx, ref.id) : findNumberByPhoneNumberId(tx, ref.phoneNumberId),
    );
    if (number === undefined) throw new AppError('NOT_FOUND', { what: 'phone number' });
    return number;
  }

  /** Those of the numbers that are the tenant's, in no order. */
  byIds(tenant: TenantContext, ids: readonly string[]): Promise<NumberView[]> {
    return this.useCases.read({ tenant, definition: NUMBER_USE_CASES.findNumber }, (tx) =>
      findNumbersByIds(tx, ids),
    );
  }
}
