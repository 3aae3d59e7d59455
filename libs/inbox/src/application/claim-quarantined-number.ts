import { PlatformRequests, StaffDatabase } from '#patchbay/database';
import { badInput, type Secret, type StaffContext } from '#patchbay/kernel';
import type { NumberProfile, NumberRoute } from '#patchbay/numbers';
import { type BindingRefusal, BindNumber, BindWaba, type NumberToBind } from '#patchbay/onboarding';
import { requireStaffRole } from '#patchbay/tenants';
import { Injectable } from '@nestjs/common';
import { INBOX_USE_CASES } from '../inbox.roles.js';
import {
  findQuarantinedNumber,
  type QuarantinedNumber,
} from '../persistence/quarantine.repository.js';
import { QuarantineReplayer } from './quarantine-replayer.js';
import type { QuarantineReplay } from './replay-quarantined.js';

/** What is needed of a WABA that the tenant does not have yet. */
export interface WabaToClaim {
  readonly businessId: string;
  readonly name: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly accessToken: Secret;
}

export interface ClaimQuarantinedNumberInput {
  readonly phoneNumberId: string;
  readonly tenantId: string;
  readonly wabaId: string;
  /** The apps that may speak for the WABA; an event that another app brought stays where it is. */
  readonly appKeys: readonly string[];
  /** Digits only; what the quarantined events say when it is left out. */
  readonly displayPhoneNumber?: string | undefined;
  readonly isCallingEnabled: boolean;
  readonly profile: NumberProfile;
  readonly route: NumberRoute;
  readonly waba?: WabaToClaim | undefined;
  /** For the audit. */
  readonly reason: string;
  readonly idempotencyKey?: string | undefined;
}

export type ClaimQuarantinedNumberOutcome =
  | {
      readonly kind: 'claimed';
      readonly numberId: string;
      /** What became of all that waited for the number and its WABA. */
      readonly quarantined: readonly QuarantineReplay[];
    }
  | BindingRefusal
  | { readonly kind: 'number_not_quarantined'; readonly phoneNumberId: string }
  | { readonly kind: 'unknown_waba'; readonly wabaId: string }
  | { readonly kind: 'number_taken'; readonly phoneNumberId: string };

type Bound =
  | { readonly kind: 'bound'; readonly numberId: string }
  | Exclude<
      ClaimQuarantinedNumberOutcome,
      { readonly kind: 'claimed' } | { readonly kind: 'number_not_quarantined' }
    >;

/** Binds a number through the use case of onboarding that fits what is known of its WABA. */
@Injectable()
export class NumberBinding {
  constructor(
    private readonly bindNumber: BindNumber,
    private readonly bindWaba: BindWaba,
  ) {}

  async bind(
    staff: StaffContext,
    { tenantId, wabaId, appKeys, waba }: ClaimQuarantinedNumberInput,
    number: NumberToBind,
  ): Promise<Bound> {
    if (waba === undefined) {
      const outcome = await this.bindNumber.execute(staff, { tenantId, wabaId, appKeys, number });
      return outcome.kind === 'bound' ? { kind: 'bound', numberId: outcome.number.id } : outcome;
    }
    const phoneNumbers = [number];
    const whole = { ...waba, tenantId, wabaId, appKeys, phoneNumbers };
    const outcome = await this.bindWaba.execute(staff, whole);
    if (outcome.kind !== 'bound') return outcome;
    const [first] = outcome.numbers;
    if (first === undefined) throw new Error('a WABA was bound without its number');
    return { kind: 'bound', numberId: first.id };
  }
}

/**
 * Gives a number from quarantine to the tenant whose it is: binds it, in the tenant's WABA or with a
 * new one, and then replays what waits for it. Both may be done again.
 */
@Injectable()
export class ClaimQuarantinedNumber {
  constructor(
    private readonly requests: PlatformRequests,
    private readonly staffDatabase: StaffDatabase,
    private readonly binding: NumberBinding,
    private readonly quarantine: QuarantineReplayer,
  ) {}

  async execute(
    staff: StaffContext,
    input: ClaimQuarantinedNumberInput,
  ): Promise<ClaimQuarantinedNumberOutcome> {
    const definition = INBOX_USE_CASES.claimQuarantinedNumber;
    requireStaffRole(staff.actor, definition);
    const { reason, idempotencyKey: key, phoneNumberId: subjectId } = input;
    const act = { actor: staff.actor, action: definition.name, subjectId, reason };
    return this.requests.once({ act, idempotency: { key, input } }, () =>
      this.#claim(staff, input),
    );
  }

  async #claim(
    staff: StaffContext,
    input: ClaimQuarantinedNumberInput,
  ): Promise<ClaimQuarantinedNumberOutcome> {
    const { phoneNumberId } = input;
    const known = await this.staffDatabase.read(staff, input.reason, (tx) =>
      findQuarantinedNumber(tx, input),
    );
    if (known === undefined) return { kind: 'number_not_quarantined', phoneNumberId };
    const bound = await this.binding.bind(staff, input, numberOf(input, known));
    if (bound.kind !== 'bound') return bound;
    const quarantined = await this.quarantine.replay(known.openIds);
    return { kind: 'claimed', numberId: bound.numberId, quarantined };
  }
}

function numberOf(input: ClaimQuarantinedNumberInput, known: QuarantinedNumber): NumberToBind {
  const { phoneNumberId, isCallingEnabled, profile, route } = input;
  const displayPhoneNumber = input.displayPhoneNumber ?? known.displayPhoneNumber;
  if (displayPhoneNumber === null) {
    throw badInput('displayPhoneNumber', 'must be given: no event of the number says it');
  }
  return { phoneNumberId, displayPhoneNumber, isCallingEnabled, profile, route };
}
