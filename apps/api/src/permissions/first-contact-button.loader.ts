import { Injectable } from '@nestjs/common';
import DataLoader from 'dataloader';
import { type FirstContactButton, ReadFirstContactButtons } from '#patchbay/permissions';
import { tenantOf } from '../auth/current-principal.js';
import type { ApiRequest } from '../http/api-request.js';

type Loader = DataLoader<string, FirstContactButton | null>;

/** Reads the welcome buttons that a request asks for with one question, inside its tenant. */
@Injectable()
export class FirstContactButtonLoader {
  // One loader a request: what one caller has read is never another one's answer.
  readonly #loaders = new WeakMap<ApiRequest, Loader>();

  constructor(private readonly read: ReadFirstContactButtons) {}

  load(request: ApiRequest, numberId: string): Promise<FirstContactButton | null> {
    const loader = this.#loaders.get(request) ?? this.#loaderFor(request);
    this.#loaders.set(request, loader);
    return loader.load(numberId);
  }

  #loaderFor(request: ApiRequest): Loader {
    const tenant = tenantOf(request);
    return new DataLoader<string, FirstContactButton | null>(
      async (ids) => {
        const found = await this.read.byNumberIds(tenant, ids);
        return ids.map((id) => found.find(({ numberId }) => numberId === id) ?? null);
      },
      { cache: false },
    );
  }
}
