import { Field, InputType } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsOptional,
  IsUUID,
  Length,
  ValidateNested,
} from 'class-validator';
import type { ReplaySelection } from '#patchbay/inbox';
import { badInput } from '#patchbay/kernel';
import { InboxEventID, QuarantinedEventID } from '../graphql/scalars/id-scalars.js';
import { inboxEventFilter, InboxEventFilterInput } from './inbox-event-filter.input.js';
import { quarantineFilter, QuarantineFilterInput } from './quarantine-filter.input.js';

const MAX_IDS = 200;

@InputType('ReplayInboxEventInput', {
  description: 'Exactly one of `eventIds`, `range`, `quarantinedEventIds`, `quarantine`.',
})
export class ReplayInboxEventInputType {
  @Field(() => [InboxEventID], { nullable: true })
  @IsOptional()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_IDS)
  @IsUUID(undefined, { each: true })
  readonly eventIds?: string[] | null;

  @Field(() => InboxEventFilterInput, { nullable: true, description: 'With `from` and `to`.' })
  @IsOptional()
  @ValidateNested()
  @Type(() => InboxEventFilterInput)
  readonly range?: InboxEventFilterInput | null;

  @Field(() => [QuarantinedEventID], { nullable: true })
  @IsOptional()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_IDS)
  @IsUUID(undefined, { each: true })
  readonly quarantinedEventIds?: string[] | null;

  @Field(() => QuarantineFilterInput, {
    nullable: true,
    description: 'All that still wait for a tenant and fit.',
  })
  @IsOptional()
  @ValidateNested()
  @Type(() => QuarantineFilterInput)
  readonly quarantine?: QuarantineFilterInput | null;

  @Field(() => String, { description: 'Why, for the audit.' })
  @Length(1, 500)
  readonly reason!: string;

  @Field(() => String, { nullable: true })
  @IsOptional()
  @Length(1, 255)
  readonly idempotencyKey?: string | null;
}

/** The one selection that the input makes. Throws BAD_USER_INPUT for none or several. */
export function replaySelection(input: ReplayInboxEventInputType): ReplaySelection {
  const { eventIds, range, quarantinedEventIds, quarantine } = input;
  const selections: ReplaySelection[] = [];
  if (eventIds) selections.push({ kind: 'events', ids: eventIds });
  if (range) selections.push({ kind: 'range', filter: inboxEventFilter(range) });
  if (quarantinedEventIds) selections.push({ kind: 'quarantined', ids: quarantinedEventIds });
  if (quarantine) {
    selections.push({ kind: 'quarantined_range', filter: quarantineFilter(quarantine) });
  }
  const [selection] = selections;
  if (selection === undefined || selections.length > 1) {
    throw badInput(
      'input',
      'must have exactly one of eventIds, range, quarantinedEventIds, quarantine',
    );
  }
  return selection;
}
