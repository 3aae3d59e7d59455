import { Field, Int, ObjectType } from '@nestjs/graphql';
import type {
  EntryKind,
  LedgerEntry,
  NextStep,
  PermissionSource,
  PermissionState,
  PermissionView,
} from '#patchbay/permissions';
import { ConsumerType } from '../calls/call.type.js';
import { connectionType } from '../graphql/connection.js';
import {
  CallPermissionEntryKindEnum,
  CallPermissionSourceEnum,
  CallPermissionStateEnum,
  CallPermissionStepEnum,
} from './call-permission.enums.js';

@ObjectType('CallPermissionEntry', { description: 'One line of the ledger.' })
export class CallPermissionEntryType {
  @Field(() => CallPermissionEntryKindEnum)
  readonly kind!: EntryKind;

  @Field(() => CallPermissionSourceEnum, { nullable: true })
  readonly source!: PermissionSource | null;

  @Field(() => Date)
  readonly at!: Date;

  @Field(() => Date, { nullable: true, description: 'When what was granted ends.' })
  readonly expiresAt!: Date | null;

  @Field(() => String, { nullable: true, description: "Meta's id of the message it answers." })
  readonly requestMessageId!: string | null;

  @Field(() => String, { nullable: true, description: "Meta's id of the call it followed from." })
  readonly wacid!: string | null;

  static from({ kind, source, at, expiresAt, detail }: LedgerEntry): CallPermissionEntryType {
    const { requestMessageId = null, wacid = null } = detail;
    const shown = { kind, source, at, expiresAt, requestMessageId, wacid };
    return Object.assign(new CallPermissionEntryType(), shown);
  }
}

@ObjectType('PermissionRequestBudget', { description: 'How many requests may still be sent.' })
export class PermissionRequestBudgetType {
  @Field(() => Int, { description: 'Sent within 24 hours.' })
  readonly usedInDay!: number;

  @Field(() => Int)
  readonly allowedInDay!: number;

  @Field(() => Int, { description: 'Sent within 7 days.' })
  readonly usedInWeek!: number;

  @Field(() => Int)
  readonly allowedInWeek!: number;

  @Field(() => Date, { nullable: true, description: 'When the next may be sent; null: at once.' })
  readonly retryAt!: Date | null;
}

@ObjectType('CallPermission', { description: 'What is between a number and a consumer.' })
export class CallPermissionType {
  /** Resolved to `phoneNumber`. */
  readonly numberId!: string;

  @Field(() => ConsumerType)
  readonly consumer!: ConsumerType;

  @Field(() => CallPermissionStateEnum)
  readonly state!: PermissionState;

  @Field(() => CallPermissionSourceEnum, { nullable: true, description: 'How it came about.' })
  readonly source!: PermissionSource | null;

  @Field(() => Date, { nullable: true })
  readonly decidedAt!: Date | null;

  @Field(() => Date, { nullable: true, description: 'When a temporary permission ends, or ended.' })
  readonly expiresAt!: Date | null;

  @Field(() => Date, {
    nullable: true,
    description: 'Until when the last request can be answered.',
  })
  readonly requestOpenUntil!: Date | null;

  @Field(() => CallPermissionStepEnum, { description: 'What happens next.' })
  readonly next!: NextStep;

  @Field(() => Date, { nullable: true, description: 'When, where that is known.' })
  readonly nextAt!: Date | null;

  @Field(() => Int, { description: 'Calls of yours in a row that nobody picked up.' })
  readonly unansweredCalls!: number;

  @Field(() => Int, { description: 'After so many the consumer is asked to reconsider.' })
  readonly nudgedAfter!: number;

  @Field(() => Int, { description: 'After so many Meta takes the permission back.' })
  readonly revokedAfter!: number;

  @Field(() => Boolean)
  readonly isRevocationExpected!: boolean;

  @Field(() => PermissionRequestBudgetType)
  readonly requests!: PermissionRequestBudgetType;

  @Field(() => Date, {
    nullable: true,
    description: 'Until when free-form messages are allowed; null: the window is closed.',
  })
  readonly windowEndsAt!: Date | null;

  @Field(() => Date, { nullable: true, description: 'The last call that was picked up.' })
  readonly lastConnectedAt!: Date | null;

  @Field(() => Date, { nullable: true, description: 'When Meta was last asked about it.' })
  readonly metaAskedAt!: Date | null;

  @Field(() => [CallPermissionEntryType], { description: 'The last lines, newest first.' })
  readonly history!: readonly CallPermissionEntryType[];

  static from(view: PermissionView): CallPermissionType {
    const { consumer, openRequest, requests, history, ...shown } = view;
    const { waId = null, userId = null } = consumer;
    const { day, week, retryAt } = requests;
    return Object.assign(new CallPermissionType(), shown, {
      consumer: Object.assign(new ConsumerType(), { waId, userId, name: null }),
      requestOpenUntil: openRequest?.expiresAt ?? null,
      requests: Object.assign(new PermissionRequestBudgetType(), {
        usedInDay: day.used,
        allowedInDay: day.limit,
        usedInWeek: week.used,
        allowedInWeek: week.limit,
        retryAt,
      }),
      history: history.map((entry) => CallPermissionEntryType.from(entry)),
    });
  }
}

@ObjectType('CallPermissionConnection')
export class CallPermissionConnection extends connectionType(
  'CallPermission',
  CallPermissionType,
) {}
