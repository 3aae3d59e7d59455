import { Injectable } from '@nestjs/common';
import DataLoader from 'dataloader';
import { ReadNumberRoutes } from '#patchbay/calls';
import { AppError } from '#patchbay/kernel';
import { tenantOf } from '../auth/current-principal.js';
import type { ApiRequest } from '../http/api-request.js';
import { PhoneNumberRouteType } from './number-route.type.js';

type Loader = DataLoader<string, PhoneNumberRouteType>;

/** Reads the routes that a request asks for with one question, inside the request's tenant. */
@Injectable()
export class NumberRouteLoader {
  readonly #loaders = new WeakMap<ApiRequest, Loader>();

  constructor(private readonly read: ReadNumberRoutes) {}

  load(request: ApiRequest, numberId: string): Promise<PhoneNumberRouteType> {
    const loader = this.#loaders.get(request) ?? this.#loaderFor(request);
    this.#loaders.set(request, loader);
    return loader.load(numberId);
  }

  /** What was read of the number before a change of it holds no longer. */
  forget(request: ApiRequest, numberId: string): void {
    this.#loaders.get(request)?.clear(numberId);
  }

  #loaderFor(request: ApiRequest): Loader {
    const tenant = tenantOf(request);
    return new DataLoader<string, PhoneNumberRouteType>(async (ids) => {
      const views = await this.read.byNumberIds(tenant, ids);
      const byId = new Map(views.map((view) => [view.numberId, PhoneNumberRouteType.from(view)]));
      return ids.map((id) => byId.get(id) ?? new AppError('NOT_FOUND', { what: 'phone number' }));
    });
  }
}
