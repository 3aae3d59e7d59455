import { createUnionType, Field, Int, ObjectType } from '@nestjs/graphql';
import type { ReplayInboxEventsOutcome } from '#patchbay/inbox';
import { assertUnreachable } from '#patchbay/kernel';
import { MutationErrorCode, MutationErrorType } from '../graphql/mutation-error.type.js';
import { QuarantineReplayType } from './quarantine-replay.type.js';

@ObjectType()
export class ReplayInboxEventSuccess {
  @Field(() => Int, { description: 'Events of the inbox that now wait again.' })
  readonly replayed!: number;

  @Field(() => Int, { description: 'Events of the inbox that were waiting anyway.' })
  readonly alreadyWaiting!: number;

  @Field(() => [QuarantineReplayType])
  readonly quarantined!: readonly QuarantineReplayType[];
}

@ObjectType({ implements: () => MutationErrorType })
export class InboxReplayTooLarge extends MutationErrorType {
  override readonly code = MutationErrorCode.INBOX_REPLAY_TOO_LARGE;
  override readonly message: string;

  @Field(() => Int, { description: 'The most events that one request replays.' })
  readonly limit: number;

  constructor(limit: number) {
    super();
    this.limit = limit;
    this.message = `More than ${limit} events fit, and nothing was done: shorten the time, or name a tenant or kind.`;
  }
}

export const ReplayInboxEventResult = createUnionType({
  name: 'ReplayInboxEventResult',
  types: () => [ReplayInboxEventSuccess, InboxReplayTooLarge] as const,
});

/** The outcome of the use case as GraphQL tells it. */
export function replayInboxEventResult(
  outcome: ReplayInboxEventsOutcome,
): typeof ReplayInboxEventResult {
  switch (outcome.kind) {
    case 'replayed': {
      const { events: replayed, alreadyWaiting } = outcome;
      const quarantined = outcome.quarantined.map((replay) => QuarantineReplayType.from(replay));
      const success = { replayed, alreadyWaiting, quarantined };
      return Object.assign(new ReplayInboxEventSuccess(), success);
    }
    case 'replay_too_large':
      return new InboxReplayTooLarge(outcome.limit);
    default:
      return assertUnreachable(outcome);
  }
}
