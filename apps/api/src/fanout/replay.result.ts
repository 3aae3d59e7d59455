import { createUnionType, Field, Int, ObjectType } from '@nestjs/graphql';
import type {
  RecoverEndpointOutcome,
  ReplayMessageOutcome,
  ReplayMessagesOutcome,
} from '#patchbay/fanout';
import { assertUnreachable } from '#patchbay/kernel';
import { MutationErrorCode, MutationErrorType } from '../graphql/mutation-error.type.js';
import { EndpointDisabled } from './endpoint-refusals.type.js';

@ObjectType()
export class ReplayMessageSuccess {
  @Field(() => Int, {
    description: 'How many deliveries were put in line: one for each message and endpoint.',
  })
  readonly replayed: number;

  constructor(replayed: number) {
    this.replayed = replayed;
  }
}

@ObjectType()
export class RecoverEndpointSuccess {
  @Field(() => Int, { description: 'How many messages were put in line.' })
  readonly recovered: number;

  @Field(() => Date, {
    nullable: true,
    description: 'More than one request looks at: ask again with this as `since`.',
  })
  readonly resumeSince: Date | null;

  constructor(recovered: number, resumeSince: Date | undefined) {
    this.recovered = recovered;
    this.resumeSince = resumeSince ?? null;
  }
}

@ObjectType({ implements: () => MutationErrorType })
export class MessageAlreadyWaiting extends MutationErrorType {
  override readonly code = MutationErrorCode.MESSAGE_ALREADY_WAITING;
  override readonly message = 'The message is in line already. Wait for its next attempt.';

  @Field(() => Date)
  readonly nextAttemptAt: Date;

  constructor(nextAttemptAt: Date) {
    super();
    this.nextAttemptAt = nextAttemptAt;
  }
}

@ObjectType({ implements: () => MutationErrorType })
export class MessageNotForEndpoint extends MutationErrorType {
  override readonly code = MutationErrorCode.MESSAGE_NOT_FOR_ENDPOINT;
  override readonly message =
    'The message was sent to none of these endpoints. Name one that asks for its event type.';
}

@ObjectType({ implements: () => MutationErrorType })
export class ReplayTooLarge extends MutationErrorType {
  override readonly code = MutationErrorCode.REPLAY_TOO_LARGE;
  override readonly message: string;

  @Field(() => Int, { description: 'Most deliveries of one replay.' })
  readonly limit: number;

  constructor(limit: number) {
    super();
    this.limit = limit;
    this.message =
      `The range holds more than one replay takes (${limit} deliveries); nothing was put in line. ` +
      'Cut it into shorter ones, or use recoverEndpoint.';
  }
}

export const ReplayMessageResult = createUnionType({
  name: 'ReplayMessageResult',
  types: () =>
    [
      ReplayMessageSuccess,
      EndpointDisabled,
      MessageAlreadyWaiting,
      MessageNotForEndpoint,
      ReplayTooLarge,
    ] as const,
});

export const RecoverEndpointResult = createUnionType({
  name: 'RecoverEndpointResult',
  types: () => [RecoverEndpointSuccess, EndpointDisabled] as const,
});

/** The outcome of either use case as GraphQL tells it. */
export function replayMessageResult(
  outcome: ReplayMessageOutcome | ReplayMessagesOutcome,
): typeof ReplayMessageResult {
  switch (outcome.kind) {
    case 'replayed':
      return new ReplayMessageSuccess(outcome.count);
    case 'already_waiting':
      return new MessageAlreadyWaiting(outcome.nextAttemptAt);
    case 'endpoint_disabled':
      return new EndpointDisabled(outcome.endpointId);
    case 'not_for_endpoint':
      return new MessageNotForEndpoint();
    case 'too_many':
      return new ReplayTooLarge(outcome.limit);
    default:
      return assertUnreachable(outcome);
  }
}

/** The outcome of the use case as GraphQL tells it. */
export function recoverEndpointResult(
  outcome: RecoverEndpointOutcome,
  endpointId: string,
): typeof RecoverEndpointResult {
  switch (outcome.kind) {
    case 'recovered':
      return new RecoverEndpointSuccess(outcome.count, outcome.resumeSince);
    case 'endpoint_disabled':
      return new EndpointDisabled(endpointId);
    default:
      return assertUnreachable(outcome);
  }
}
