import { createUnionType, Field, ObjectType } from '@nestjs/graphql';
import type { CreateApiClientOutcome } from '#patchbay/identity';
import { assertUnreachable } from '#patchbay/kernel';
import { MutationErrorCode, MutationErrorType } from '../graphql/mutation-error.type.js';
import { ApiClientType } from './api-client.type.js';

@ObjectType()
export class CreateApiClientSuccess {
  @Field(() => ApiClientType)
  readonly apiClient: ApiClientType;

  @Field(() => String, { description: 'Shown once: we keep no copy that can be read.' })
  readonly clientSecret: string;

  constructor(apiClient: ApiClientType, clientSecret: string) {
    this.apiClient = apiClient;
    this.clientSecret = clientSecret;
  }
}

@ObjectType({ implements: () => MutationErrorType })
export class ApiClientNameTaken extends MutationErrorType {
  override readonly code = MutationErrorCode.API_CLIENT_NAME_TAKEN;
  override readonly message: string;

  @Field(() => ApiClientType)
  readonly existing: ApiClientType;

  constructor(existing: ApiClientType) {
    super();
    this.existing = existing;
    this.message = `There is an API client named ${existing.name}: choose another name.`;
  }
}

export const CreateApiClientResult = createUnionType({
  name: 'CreateApiClientResult',
  types: () => [CreateApiClientSuccess, ApiClientNameTaken] as const,
});

/** The outcome of the use case as GraphQL tells it. */
export function createApiClientResult(
  outcome: CreateApiClientOutcome,
): typeof CreateApiClientResult {
  switch (outcome.kind) {
    case 'created':
      return new CreateApiClientSuccess(
        ApiClientType.from(outcome.client),
        outcome.clientSecret.reveal(),
      );
    case 'name_taken':
      return new ApiClientNameTaken(ApiClientType.from(outcome.existing));
    default:
      return assertUnreachable(outcome);
  }
}
