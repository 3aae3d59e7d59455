import { Field, Float, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { AttemptOutcome, AttemptView } from '#patchbay/fanout';
import { connectionType } from '../graphql/connection.js';
import { AttemptID, EndpointID, MessageID } from '../graphql/scalars/id-scalars.js';

const AttemptOutcomeEnum: { readonly [O in AttemptOutcome]: O } = {
  DELIVERED: 'DELIVERED',
  FAILED: 'FAILED',
  TIMED_OUT: 'TIMED_OUT',
  ABORTED: 'ABORTED',
  REFUSED: 'REFUSED',
  EXPIRED: 'EXPIRED',
};
registerEnumType(AttemptOutcomeEnum, {
  name: 'AttemptOutcome',
  valuesMap: {
    DELIVERED: { description: 'Answered with 2xx.' },
    FAILED: { description: 'Answered otherwise, or no connection.' },
    TIMED_OUT: { description: 'No answer in time.' },
    ABORTED: { description: 'Broken off on our side; it does not count.' },
    REFUSED: { description: 'We do not send to where the URL leads now.' },
    EXPIRED: { description: 'Not sent any more: its deadline had passed.' },
  },
});

const AttemptTargetEnum = { PRIMARY: 'PRIMARY', FAILOVER: 'FAILOVER' } as const;
registerEnumType(AttemptTargetEnum, {
  name: 'AttemptTarget',
  description: "Which of the endpoint's URLs.",
});

@ObjectType('Attempt', { description: 'One try to deliver a message to an endpoint.' })
export class AttemptType {
  @Field(() => AttemptID)
  readonly id!: string;

  @Field(() => MessageID)
  readonly messageId!: string;

  @Field(() => EndpointID)
  readonly endpointId!: string;

  @Field(() => Int, { description: 'Counts from 1 in each run; a replay is a new run.' })
  readonly number!: number;

  @Field(() => AttemptTargetEnum)
  readonly target!: AttemptView['target'];

  @Field(() => AttemptOutcomeEnum)
  readonly outcome!: AttemptOutcome;

  @Field(() => Int, { nullable: true, description: 'The HTTP status, when there was one.' })
  readonly statusCode!: number | null;

  @Field(() => Float)
  readonly durationSeconds!: number;

  @Field(() => String, { nullable: true, description: 'Why it failed, in a word.' })
  readonly reason!: string | null;

  @Field(() => String, { nullable: true, description: 'The first 4 KB of the answer.' })
  readonly responseExcerpt!: string | null;

  @Field(() => Date)
  readonly startedAt!: Date;

  static from({ durationMs, ...view }: AttemptView): AttemptType {
    return Object.assign(new AttemptType(), view, { durationSeconds: durationMs / 1000 });
  }
}

@ObjectType('AttemptConnection')
export class AttemptConnection extends connectionType('Attempt', AttemptType) {}
