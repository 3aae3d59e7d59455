import { Field, Float, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { AttemptOutcome, AttemptReason, AttemptView } from '#patchbay/fanout';
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

const AttemptReasonEnum: { readonly [R in AttemptReason]: R } = {
  STATUS: 'STATUS',
  REDIRECT: 'REDIRECT',
  GONE: 'GONE',
  NO_ANSWER: 'NO_ANSWER',
  CONNECT_TIMEOUT: 'CONNECT_TIMEOUT',
  CONNECTION_REFUSED: 'CONNECTION_REFUSED',
  CONNECTION_CLOSED: 'CONNECTION_CLOSED',
  NAME_NOT_RESOLVED: 'NAME_NOT_RESOLVED',
  TLS: 'TLS',
  ADDRESS_REFUSED: 'ADDRESS_REFUSED',
  UNREACHABLE: 'UNREACHABLE',
  NOT_HTTP: 'NOT_HTTP',
  SHUTDOWN: 'SHUTDOWN',
  SUPERSEDED: 'SUPERSEDED',
  NOT_MADE: 'NOT_MADE',
  EXPIRED: 'EXPIRED',
};
registerEnumType(AttemptReasonEnum, {
  name: 'AttemptReason',
  description: 'Why an attempt did not deliver.',
  valuesMap: {
    STATUS: { description: 'It answered, but not with 2xx.' },
    REDIRECT: { description: 'It answered with 3xx, which is not followed.' },
    GONE: { description: 'It answered 410: nothing more is sent there.' },
    NO_ANSWER: { description: 'No whole answer in time.' },
    TLS: { description: 'The certificate is not valid for the name, or TLS failed otherwise.' },
    ADDRESS_REFUSED: { description: 'The URL leads where nothing is sent.' },
    NOT_HTTP: { description: 'What came back is not HTTP.' },
    SHUTDOWN: { description: 'Our process closed; it is sent again.' },
    SUPERSEDED: { description: "The endpoint's other URL took the message first." },
    NOT_MADE: { description: 'We could not make the request; nothing was sent.' },
    EXPIRED: { description: 'The message had lost its worth.' },
  },
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

  @Field(() => AttemptReasonEnum, { nullable: true })
  readonly reason!: AttemptReason | null;

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
