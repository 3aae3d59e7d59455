import { Field, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { QuarantineReason, QuarantineReplay } from '#patchbay/inbox';
import { assertUnreachable } from '#patchbay/kernel';
import { QuarantinedEventID, TenantID } from '../graphql/scalars/id-scalars.js';
import { QuarantineReasonEnum } from './inbox.enums.js';

type Result = QuarantineReplay['result'];

export const QuarantineReplayResultEnum: { readonly [R in Result]: R } = {
  KEPT: 'KEPT',
  DUPLICATE: 'DUPLICATE',
  ALREADY_RESOLVED: 'ALREADY_RESOLVED',
  STILL_QUARANTINED: 'STILL_QUARANTINED',
  RAW_DELIVERY_DESTROYED: 'RAW_DELIVERY_DESTROYED',
};
registerEnumType(QuarantineReplayResultEnum, { name: 'QuarantineReplayResult' });

@ObjectType('QuarantineReplay', { description: 'What became of a quarantined event.' })
export class QuarantineReplayType {
  @Field(() => QuarantinedEventID)
  readonly id!: string;

  @Field(() => QuarantineReplayResultEnum)
  readonly result!: Result;

  @Field(() => QuarantineReasonEnum, { nullable: true, description: 'Why it is still there.' })
  readonly reason!: QuarantineReason | null;

  @Field(() => TenantID, { nullable: true, description: 'Whose it is.' })
  readonly tenantId!: string | null;

  @Field(() => String, { description: 'What happened and what to do.' })
  readonly message!: string;

  static from(replay: QuarantineReplay): QuarantineReplayType {
    const { id, result } = replay;
    const reason = 'reason' in replay ? replay.reason : null;
    const tenantId = 'tenantId' in replay ? replay.tenantId : null;
    const message = messageOf(replay);
    return Object.assign(new QuarantineReplayType(), { id, result, reason, tenantId, message });
  }
}

const WHAT_TO_DO: Readonly<Record<QuarantineReason, string>> = {
  UNBOUND_APP: 'Bind the app to the WABA, or ask why it speaks for it.',
  UNKNOWN_NUMBER: 'Claim the number for its tenant first.',
  UNKNOWN_WABA: 'Bind the WABA to its tenant first.',
  UNKNOWN_PORTFOLIO: 'Bind a WABA of the portfolio to its tenant first.',
  NO_SUBJECT: 'It names neither number nor WABA nor portfolio: nobody can be found for it.',
  UNREADABLE: 'The body is no webhook that this version can read.',
};

function messageOf(replay: QuarantineReplay): string {
  switch (replay.result) {
    case 'KEPT':
      return 'Its tenant was found and has it now.';
    case 'DUPLICATE':
      return 'Its tenant was found and had it already, from another copy.';
    case 'ALREADY_RESOLVED':
      return 'An earlier replay has resolved it.';
    case 'STILL_QUARANTINED':
      return WHAT_TO_DO[replay.reason];
    case 'RAW_DELIVERY_DESTROYED':
      return replay.day === null
        ? 'Its raw webhook is past retention and gone: it cannot be replayed any more.'
        : `The key of the raw webhooks of ${replay.day} was destroyed when their retention ended: it cannot be replayed any more.`;
    default:
      return assertUnreachable(replay);
  }
}
