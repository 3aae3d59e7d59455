import { Injectable } from '@nestjs/common';
import {
  TenantDatabase,
  type UseCaseCall,
  type UseCaseDefinition,
  UseCases,
} from '#patchbay/database';
import { type TenantContext, WaitingRoom } from '#patchbay/kernel';
import { FindNumber } from '#patchbay/numbers';
import { RequestTurns } from './request-turns.js';

/** Somebody asks to begin a call from a number. */
export interface AskedToPlace {
  readonly tenant: TenantContext;
  readonly definition: UseCaseDefinition;
  /** Meta's id of the number. */
  readonly phoneNumberId: string;
  readonly key: string | undefined;
  readonly input: object;
}

/** Such a request while it is at work. */
export interface PlacingRequest extends UseCaseCall {
  /** Our id of the number. */
  readonly subjectId: string;
  /** Lets others work while Meta is asked. */
  readonly outside: <Result>(work: () => Promise<Result>) => Promise<Result>;
}

/** Of the connections of this process; calls that are up have a share of their own (CallPump). */
const SHARE_OF_CONNECTIONS = 0.3;
/** A command is answered within 8 s: the rest of them is for the work and for Meta. */
const PATIENCE_MS = 5000;

/**
 * The requests that begin calls: of those with one key one at a time, of all of them as many as leave
 * calls that are up, and whoever only reads, enough connections. Throws RATE_LIMITED when there are
 * more than this process can serve within 5 s; then nothing was done.
 */
@Injectable()
export class PlacingRequests {
  readonly #room: WaitingRoom;
  readonly #findNumber: FindNumber;

  constructor(
    database: TenantDatabase,
    useCases: UseCases,
    private readonly turns: RequestTurns,
  ) {
    this.#findNumber = new FindNumber(useCases);
    const places = Math.max(1, Math.floor(database.connections * SHARE_OF_CONNECTIONS));
    this.#room = new WaitingRoom({ name: 'calls.place', places, patienceMs: PATIENCE_MS });
  }

  /** Our id of the tenant's number; NOT_FOUND when it has none such. */
  async numberOf(tenant: TenantContext, phoneNumberId: string): Promise<string> {
    return (await this.#findNumber.execute(tenant, { phoneNumberId })).id;
  }

  inTurn<Result>(
    { tenant, definition, phoneNumberId, key, input }: AskedToPlace,
    work: (request: PlacingRequest) => Promise<Result>,
  ): Promise<Result> {
    return this.turns.inTurn({ tenant, definition, key }, () =>
      this.#room.with(async () => {
        const numberId = await this.numberOf(tenant, phoneNumberId);
        return work({
          tenant,
          definition,
          subjectId: numberId,
          idempotency: { key, input: { numberId, ...input } },
          outside: (errand) => this.#room.outside(errand),
        });
      }),
    );
  }
}
