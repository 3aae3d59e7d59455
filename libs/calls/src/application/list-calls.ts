import { Inject, Injectable } from '@nestjs/common';
import { StaffDatabase, type TenantTransaction, UseCases } from '#patchbay/database';
import {
  ENVELOPE,
  Envelope,
  type Secrets,
  SECRETS,
  type StaffContext,
  type TenantContext,
} from '#patchbay/kernel';
import { requireStaffRole } from '#patchbay/tenants';
import { CALL_USE_CASES, STAFF_CALL_USE_CASES } from '../calls.roles.js';
import {
  type CallFilter,
  callIds,
  countOpenCalls,
  countOpenCallsOfAll,
  openCallsOfAll,
  type PlatformLiveCall,
} from '../persistence/call-list.repository.js';
import { findCalls } from '../persistence/call.repository.js';
import type { ConsumerIdentity } from '../persistence/consumer.repository.js';
import { searchConsumer } from '../persistence/consumer-search.repository.js';
import { type CallView, viewsOf } from './call-view.js';

export interface CallPage {
  readonly calls: readonly CallView[];
  readonly hasMore: boolean;
}

export interface ListCallsInput {
  readonly first: number;
  /** The last call of the page before. */
  readonly after?: string | undefined;
  readonly filter: CallFilter & {
    /** With this consumer, under any of its identities. */
    readonly consumer?: ConsumerIdentity | undefined;
  };
}

/** Reads calls from the newest on, a page at a time. */
@Injectable()
export class ListCalls {
  constructor(
    private readonly useCases: UseCases,
    @Inject(ENVELOPE) private readonly envelope: Envelope,
    @Inject(SECRETS) private readonly secrets: Secrets,
  ) {}

  execute(tenant: TenantContext, input: ListCallsInput): Promise<CallPage> {
    return this.useCases.read({ tenant, definition: CALL_USE_CASES.readCalls }, (tx) =>
      this.page(tx, input, false),
    );
  }

  /** A page in the caller's transaction; of the calls that are up only, where it is about them. */
  async page(
    tx: TenantTransaction,
    { first, after, filter: { consumer, ...filter } }: ListCallsInput,
    isOpen: boolean,
  ): Promise<CallPage> {
    const consumerIds = await this.#sought(tx, consumer);
    const stretch = { limit: first + 1, beforeId: after, isOpen, consumerIds };
    const ids = await callIds(tx, stretch, filter);
    const found = await findCalls(tx, ids.slice(0, first));
    const calls = await viewsOf(tx, this.envelope, found);
    return { calls, hasMore: ids.length > first };
  }

  /** How many calls that fit are up, whatever page of them is read; in the caller's transaction. */
  async countOpen(
    tx: TenantTransaction,
    { consumer, ...filter }: ListCallsInput['filter'],
  ): Promise<number> {
    return countOpenCalls(tx, { consumerIds: await this.#sought(tx, consumer) }, filter);
  }

  async #sought(
    tx: TenantTransaction,
    consumer: ConsumerIdentity | undefined,
  ): Promise<string[] | undefined> {
    return consumer && searchConsumer(tx, this.secrets.lookupKey, consumer);
  }
}

/** Reads the tenant's calls that are up: a page of them, and how many there are. */
@Injectable()
export class LiveCalls {
  constructor(
    private readonly useCases: UseCases,
    private readonly list: ListCalls,
  ) {}

  execute(
    tenant: TenantContext,
    input: ListCallsInput,
  ): Promise<CallPage & { readonly totalCount: number }> {
    return this.useCases.read({ tenant, definition: CALL_USE_CASES.readCalls }, async (tx) => {
      const page = await this.list.page(tx, input, true);
      return { ...page, totalCount: await this.list.countOpen(tx, input.filter) };
    });
  }
}

export interface PlatformLiveCallsInput {
  readonly first: number;
  readonly after?: string | undefined;
  readonly tenantId?: string | undefined;
}

export interface PlatformLiveCallPage {
  readonly items: readonly PlatformLiveCall[];
  readonly hasNextPage: boolean;
  readonly totalCount: number;
}

/** Reads which calls of all tenants are up, for the BSP's staff: not with whom. Audited. */
@Injectable()
export class PlatformLiveCalls {
  constructor(private readonly database: StaffDatabase) {}

  execute(
    staff: StaffContext,
    { first, after, tenantId }: PlatformLiveCallsInput,
  ): Promise<PlatformLiveCallPage> {
    const definition = STAFF_CALL_USE_CASES.readLiveCalls;
    requireStaffRole(staff.actor, definition);
    return this.database.read(staff, definition.name, async (tx) => {
      const page = { limit: first + 1, beforeId: after };
      const found = await openCallsOfAll(tx, page, { tenantId });
      const totalCount = await countOpenCallsOfAll(tx, { tenantId });
      return { items: found.slice(0, first), hasNextPage: found.length > first, totalCount };
    });
  }
}
