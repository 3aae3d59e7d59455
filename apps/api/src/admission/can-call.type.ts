import { Field, ObjectType } from '@nestjs/graphql';
import { AdmissionVerdictType } from '../calls/admission-verdict.type.js';

@ObjectType('CanCall', { description: 'What placeCall would be answered now.' })
export class CanCallType {
  @Field(() => Boolean)
  readonly isAllowed!: boolean;

  @Field(() => Date, {
    nullable: true,
    description: 'From when on no rule is against it, where all that refuse know; else null.',
  })
  readonly retryAt!: Date | null;

  @Field(() => [AdmissionVerdictType], { description: 'Of every rule, in order.' })
  readonly verdicts!: readonly AdmissionVerdictType[];
}
