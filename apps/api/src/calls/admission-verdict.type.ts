import { Field, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import {
  isPermitted,
  type Verdict,
  type VerdictFigure,
  type VerdictOutcome,
} from '#patchbay/admission';
import { MutationErrorCode } from '../graphql/mutation-error.type.js';

const VerdictOutcomeEnum: { readonly [O in VerdictOutcome]: O } = {
  ALLOWED: 'ALLOWED',
  REFUSED: 'REFUSED',
  NOT_CONFIGURED: 'NOT_CONFIGURED',
  UNKNOWN: 'UNKNOWN',
};
registerEnumType(VerdictOutcomeEnum, {
  name: 'AdmissionOutcome',
  description: 'NOT_CONFIGURED stops nothing; UNKNOWN stops a call for as long as it lasts.',
});

const FigureSourceEnum: { readonly [S in VerdictFigure['source']]: S } = {
  OURS: 'OURS',
  META: 'META',
};
registerEnumType(FigureSourceEnum, { name: 'LimitFigureSource' });

@ObjectType('LimitFigure', { description: 'What was counted against which limit, and by whom.' })
export class LimitFigureType {
  @Field(() => Int)
  readonly limit!: number;

  @Field(() => Int)
  readonly used!: number;

  @Field(() => String, {
    nullable: true,
    description: 'ISO 8601 duration over which is counted; null: what is up at this moment.',
  })
  readonly period!: string | null;

  @Field(() => FigureSourceEnum)
  readonly source!: VerdictFigure['source'];
}

@ObjectType('AdmissionVerdict', { description: 'What one rule says about placing a call.' })
export class AdmissionVerdictType {
  @Field(() => String)
  readonly rule!: string;

  @Field(() => VerdictOutcomeEnum)
  readonly outcome!: VerdictOutcome;

  @Field(() => Boolean)
  readonly isAllowed!: boolean;

  @Field(() => MutationErrorCode, {
    nullable: true,
    description: 'The refusal that placeCall would answer with, were this rule alone.',
  })
  readonly code!: MutationErrorCode | null;

  @Field(() => String, { nullable: true, description: 'Why, and what to do.' })
  readonly reason!: string | null;

  @Field(() => Date, { nullable: true, description: 'From when on it may be tried again.' })
  readonly retryAt!: Date | null;

  @Field(() => LimitFigureType, { nullable: true })
  readonly limit!: LimitFigureType | null;

  /** A repeated request gets the outcome as JSON kept it, with times as text. */
  static from(verdict: Verdict): AdmissionVerdictType {
    const { rule, outcome, code, reason, retryAt, figure } = verdict;
    return Object.assign(new AdmissionVerdictType(), {
      rule,
      outcome,
      isAllowed: isPermitted(verdict),
      code: code && MutationErrorCode[code],
      reason,
      retryAt: retryAt && new Date(retryAt),
      limit: figure && Object.assign(new LimitFigureType(), figure),
    });
  }
}
