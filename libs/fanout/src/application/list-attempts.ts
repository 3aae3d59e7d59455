import { Injectable } from '@nestjs/common';
import { UseCases } from '#patchbay/database';
import { badInput, type TenantContext } from '#patchbay/kernel';
import { FANOUT_USE_CASES } from '../fanout.roles.js';
import { attemptsBefore, type AttemptView } from '../persistence/attempt-list.repository.js';

const DEFAULT_FIRST = 50;
const MAX_FIRST = 200;

export interface ListAttemptsInput {
  /** Of this message, at this endpoint, or both. */
  readonly messageId?: string | undefined;
  readonly endpointId?: string | undefined;
  readonly first?: number | undefined;
  /** The last attempt of the page before. */
  readonly after?: string | undefined;
}

export interface AttemptPage {
  readonly items: readonly AttemptView[];
  readonly hasNextPage: boolean;
}

/** Every try to deliver a message, newest first. */
@Injectable()
export class ListAttempts {
  constructor(private readonly useCases: UseCases) {}

  async execute(
    tenant: TenantContext,
    { messageId, endpointId, first = DEFAULT_FIRST, after }: ListAttemptsInput = {},
  ): Promise<AttemptPage> {
    if (!Number.isInteger(first) || first < 1 || first > MAX_FIRST) {
      throw badInput('first', `must be a whole number from 1 to ${MAX_FIRST}`);
    }
    const definition = FANOUT_USE_CASES.listAttempts;
    return this.useCases.read({ tenant, definition }, async (tx) => {
      const rows = await attemptsBefore(tx, {
        messageId: messageId ?? null,
        endpointId: endpointId ?? null,
        beforeId: after ?? null,
        limit: first + 1,
      });
      return { items: rows.slice(0, first), hasNextPage: rows.length > first };
    });
  }
}
