import { Injectable } from '@nestjs/common';
import { Admission, type Decision } from '#patchbay/admission';
import { UseCases } from '#patchbay/database';
import type { TenantContext } from '#patchbay/kernel';
import { CALL_USE_CASES } from '../calls.roles.js';
import { AdmitCall, type CallReading } from './admit-call.js';
import { checkedConsumer, type ConsumerInput } from './checked-consumer.js';

/** The decision that `placeCall` would meet now, with the verdict of every rule. Takes nothing. */
@Injectable()
export class CanCall {
  constructor(
    private readonly useCases: UseCases,
    private readonly admit: AdmitCall,
    private readonly admission: Admission,
  ) {}

  async execute(
    tenant: TenantContext,
    { numberId, consumer }: { readonly numberId: string; readonly consumer: ConsumerInput },
  ): Promise<Decision> {
    const wish = { numberId, consumer: checkedConsumer(consumer) };
    const definition = CALL_USE_CASES.canCall;
    const read = (): Promise<CallReading> =>
      this.useCases.glance({ tenant, definition }, (tx) => this.admit.read(tx, wish));
    return this.admission.look(await this.admit.settled(await read(), read));
  }
}
