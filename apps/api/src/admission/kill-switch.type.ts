import { createUnionType, Field, InputType, ObjectType } from '@nestjs/graphql';
import { IsBoolean, IsOptional, IsUUID, Length, MaxLength } from 'class-validator';
import type { KillSwitchInput, KillSwitchOutcome, KillSwitchView } from '#patchbay/admission';
import { assertUnreachable } from '#patchbay/kernel';
import { MutationErrorCode, MutationErrorType } from '../graphql/mutation-error.type.js';
import { TenantID } from '../graphql/scalars/id-scalars.js';

@ObjectType('KillSwitch', { description: 'A switch that is on: no calls are placed.' })
export class KillSwitchType {
  @Field(() => String, { description: 'PLATFORM, STAFF or TENANT: who may switch it off.' })
  readonly stoppedBy!: string;

  @Field(() => String, { nullable: true, description: "Meta's id of a number; null: all numbers." })
  readonly phoneNumberId!: string | null;

  @Field(() => String)
  readonly reason!: string;

  @Field(() => Date)
  readonly since!: Date;

  static from({ stoppedBy, phoneNumberId, reason, since }: KillSwitchView): KillSwitchType {
    return Object.assign(new KillSwitchType(), { stoppedBy, phoneNumberId, reason, since });
  }
}

@InputType('SetKillSwitchInput')
export class SetKillSwitchInputType {
  @Field(() => String, {
    nullable: true,
    description: "Meta's id of a number; without one: all your numbers.",
  })
  @IsOptional()
  @Length(1, 30)
  readonly phoneNumberId?: string | null;

  @Field(() => Boolean, { description: 'true: no calls are placed.' })
  @IsBoolean()
  readonly isOn!: boolean;

  @Field(() => String, { defaultValue: '', description: 'Why; needed to put it on.' })
  @MaxLength(200)
  readonly reason: string = '';
}

@InputType('SetPlatformKillSwitchInput')
export class SetPlatformKillSwitchInputType extends SetKillSwitchInputType {
  @Field(() => TenantID, { nullable: true, description: 'Without one: the whole platform.' })
  @IsOptional()
  @IsUUID()
  readonly tenantId?: string | null;
}

/** The input as the use cases take it. */
export function killSwitchInput(input: SetKillSwitchInputType): KillSwitchInput {
  const { phoneNumberId = null, isOn, reason } = input;
  return { phoneNumberId, isOn, reason };
}

@ObjectType()
export class SetKillSwitchSuccess {
  @Field(() => Boolean)
  readonly isOn: boolean;

  constructor(isOn: boolean) {
    this.isOn = isOn;
  }
}

@ObjectType({ implements: () => MutationErrorType })
export class CallsStillStopped extends MutationErrorType {
  override readonly code = MutationErrorCode.CALLS_STILL_STOPPED;
  override readonly message: string;

  @Field(() => String, { description: 'PLATFORM, STAFF or TENANT.' })
  readonly stoppedBy: string;

  constructor(stoppedBy: string, reason: string) {
    super();
    this.stoppedBy = stoppedBy;
    this.message = `The switch is off, and another one keeps the calls stopped: ${reason}`;
  }
}

export const SetKillSwitchResult = createUnionType({
  name: 'SetKillSwitchResult',
  types: () => [SetKillSwitchSuccess, CallsStillStopped] as const,
});

/** The outcome of the use cases as GraphQL tells it. */
export function killSwitchResult(outcome: KillSwitchOutcome): typeof SetKillSwitchResult {
  switch (outcome.kind) {
    case 'set':
      return new SetKillSwitchSuccess(outcome.isOn);
    case 'still_stopped':
      return new CallsStillStopped(outcome.stop.by, outcome.stop.reason);
    default:
      return assertUnreachable(outcome);
  }
}
