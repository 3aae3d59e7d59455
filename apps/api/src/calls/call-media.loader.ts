import { Injectable } from '@nestjs/common';
import DataLoader from 'dataloader';
import { ReadCallMedia } from '#patchbay/calls';
import type { TenantContext } from '#patchbay/kernel';
import { tenantOf } from '../auth/current-principal.js';
import type { ApiRequest } from '../http/api-request.js';
import { CallMediaType } from './call-media.type.js';

/** Reads the files of all calls that a request asks for with one question, inside its tenant. */
@Injectable()
export class CallMediaLoader {
  // One loader a request: what one caller has read is never another one's answer.
  readonly #loaders = new WeakMap<ApiRequest, DataLoader<string, CallMediaType[]>>();

  constructor(private readonly readCallMedia: ReadCallMedia) {}

  load(request: ApiRequest, callId: string): Promise<CallMediaType[]> {
    let loader = this.#loaders.get(request);
    if (loader === undefined) {
      loader = this.#loaderFor(tenantOf(request));
      this.#loaders.set(request, loader);
    }
    return loader.load(callId);
  }

  #loaderFor(tenant: TenantContext): DataLoader<string, CallMediaType[]> {
    return new DataLoader<string, CallMediaType[]>(async (callIds) => {
      const found = await this.readCallMedia.ofCalls(tenant, callIds);
      return callIds.map((callId) =>
        found.filter((media) => media.callId === callId).map((media) => CallMediaType.from(media)),
      );
    });
  }
}
