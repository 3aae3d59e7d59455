import { Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { GraphQLContext } from '../graphql/graphql-context.js';
import { CallMediaLoader } from './call-media.loader.js';
import { CallMediaType } from './call-media.type.js';
import { CallType } from './call.type.js';

@Resolver(() => CallType)
export class CallMediaResolver {
  constructor(private readonly files: CallMediaLoader) {}

  @ResolveField(() => [CallMediaType], {
    description:
      'Recordings, transcripts and voice messages, oldest first. Not for TENANT_FINANCE.',
  })
  media(@Parent() { id }: CallType, @Context() { req }: GraphQLContext): Promise<CallMediaType[]> {
    return this.files.load(req, id);
  }
}
