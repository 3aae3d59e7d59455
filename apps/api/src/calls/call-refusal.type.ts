import { Field, InterfaceType, ObjectType } from '@nestjs/graphql';
import { isPermitted, REFUSAL_CODES, type RefusalCode, type Verdict } from '#patchbay/admission';
import type { CallView, KeptMetaError } from '#patchbay/calls';
import { META_REFUSAL_CODES, metaRefusalOf } from '#patchbay/meta';
import { MutationErrorCode, MutationErrorType } from '../graphql/mutation-error.type.js';
import { AdmissionVerdictType, LimitFigureType } from './admission-verdict.type.js';
import { CallType, MetaErrorType } from './call.type.js';

/** A call that was not placed, whoever refused it: a rule of admission, or Meta. */
@InterfaceType('CallRefusal', {
  implements: () => MutationErrorType,
  description: 'A call that was not placed, whoever refused it: a rule of ours, or Meta.',
})
export abstract class CallRefusalType extends MutationErrorType {
  @Field(() => Date, { nullable: true, description: 'From when on it may be tried again.' })
  readonly retryAt: Date | null = null;

  @Field(() => LimitFigureType, { nullable: true })
  readonly limit: LimitFigureType | null = null;

  @Field(() => MetaErrorType, { nullable: true, description: 'When Meta refused: its own words.' })
  readonly metaError: MetaErrorType | null = null;

  @Field(() => CallType, {
    nullable: true,
    description: 'When Meta refused: the call that failed.',
  })
  readonly call: CallType | null = null;

  @Field(() => [AdmissionVerdictType], {
    description: 'Of every rule, also those that allow it; empty when Meta refused.',
  })
  readonly verdicts: readonly AdmissionVerdictType[] = [];
}

type Told = Pick<CallRefusalType, 'message'> & Partial<Omit<CallRefusalType, 'code'>>;
type RefusalClass = new (told: Told) => CallRefusalType;

/** CALL_ALREADY_UP is the code of the type CallAlreadyUp. */
export function typeNameOf(code: string): string {
  return code.toLowerCase().replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function refusalClass(code: RefusalCode): RefusalClass {
  class Refusal extends CallRefusalType {
    override readonly code = MutationErrorCode[code];
    override readonly message!: string;

    constructor(told: Told) {
      super();
      Object.assign(this, told);
    }
  }
  ObjectType(typeNameOf(code), { implements: () => [MutationErrorType, CallRefusalType] })(Refusal);
  return Refusal;
}

const CLASSES = Object.fromEntries(
  REFUSAL_CODES.map((code) => [code, refusalClass(code)]),
) as Readonly<Record<RefusalCode, RefusalClass>>;

/** A type per code: what GraphQL lists in the results of operations that place calls. */
export const CALL_REFUSALS: readonly RefusalClass[] = REFUSAL_CODES.map((code) => CLASSES[code]);

/** Those of them that Meta may give. */
export const META_REFUSALS: readonly RefusalClass[] = META_REFUSAL_CODES.map(
  (code) => CLASSES[code],
);

/** What messages that lead to calls are refused with: Meta's, and what the tenant does not want. */
export const MESSAGE_REFUSALS: readonly RefusalClass[] = [
  ...META_REFUSALS,
  CLASSES.CALLING_STOPPED,
  CLASSES.CONSUMER_SUPPRESSED,
  CLASSES.QUIET_HOURS,
];

/** The refusal of a code, for what is no call itself but leads to one. */
export function callRefusal(code: RefusalCode, told: Told): CallRefusalType {
  return new CLASSES[code](told);
}

/** The refusal of the first rule that forbids the call; its message tells all reasons. */
export function refusalOfVerdicts(verdicts: readonly Verdict[]): CallRefusalType {
  const told = verdicts.map((verdict) => AdmissionVerdictType.from(verdict));
  const against = told.filter(({ isAllowed }) => !isAllowed);
  const code = verdicts.find((verdict) => !isPermitted(verdict))?.code ?? 'CALL_NOT_ADMITTED';
  return new CLASSES[code]({
    message: against.flatMap(({ reason }) => reason ?? []).join(' '),
    retryAt: latest(against.map(({ retryAt }) => retryAt)),
    limit: against[0]?.limit ?? null,
    verdicts: told,
  });
}

/** All of them must let it pass, so the last moment counts; one that knows none leaves it open. */
function latest(moments: readonly (Date | null)[]): Date | null {
  const known = moments.flatMap((moment) => (moment === null ? [] : [moment.getTime()]));
  return known.length < moments.length || known.length === 0 ? null : new Date(Math.max(...known));
}

/** The refusal that Meta's error is; never an authentication error, whatever its HTTP status. */
export function refusalOfMeta(call: CallView, metaError: KeptMetaError): CallRefusalType {
  // A repeated request gets the outcome as JSON kept it, with times as text.
  const at = new Date(call.endedAt ?? call.startedAt);
  const { code, remedy, retryAt } = metaRefusalOf(metaError, at);
  return new CLASSES[code]({
    message: `Meta refused the call: ${metaError.title} (${metaError.code}). ${remedy}`,
    retryAt,
    metaError: MetaErrorType.from(metaError),
    call: CallType.from(call),
  });
}
