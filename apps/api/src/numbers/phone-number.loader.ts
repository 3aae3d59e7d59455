import { Injectable } from '@nestjs/common';
import DataLoader from 'dataloader';
import { AppError, type TenantContext } from '#patchbay/kernel';
import { FindNumber } from '#patchbay/numbers';
import { tenantOf } from '../auth/current-principal.js';
import type { ApiRequest } from '../http/api-request.js';
import { PhoneNumberType } from './phone-number.type.js';

/** Reads the numbers that a request asks for with one question, inside the request's tenant. */
@Injectable()
export class PhoneNumberLoader {
  // One loader a request: what one caller has read is never another one's answer.
  readonly #loaders = new WeakMap<ApiRequest, DataLoader<string, PhoneNumberType>>();

  constructor(private readonly findNumber: FindNumber) {}

  load(request: ApiRequest, numberId: string): Promise<PhoneNumberType> {
    let loader = this.#loaders.get(request);
    if (loader === undefined) {
      loader = this.#loaderFor(tenantOf(request));
      this.#loaders.set(request, loader);
    }
    return loader.load(numberId);
  }

  #loaderFor(tenant: TenantContext): DataLoader<string, PhoneNumberType> {
    return new DataLoader<string, PhoneNumberType>(async (ids) => {
      const found = await this.findNumber.byIds(tenant, ids);
      const byId = new Map(found.map((number) => [number.id, PhoneNumberType.from(number)]));
      return ids.map((id) => byId.get(id) ?? new AppError('NOT_FOUND', { what: 'phone number' }));
    });
  }
}
