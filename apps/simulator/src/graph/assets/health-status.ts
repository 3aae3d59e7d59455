import type { BusinessNumber, Waba } from '../../world/assets.js';
import { isSipMode } from '../../world/calling-settings.js';
import type { World } from '../../world/world.js';

/** Of one asset, or of all that a message would need. */
export type Health = 'AVAILABLE' | 'LIMITED' | 'BLOCKED';

interface HealthError {
  readonly error_code: number;
  readonly error_description: string;
  readonly possible_solution: string;
}

interface HealthEntity {
  readonly entity_type: 'PHONE_NUMBER' | 'MESSAGE_TEMPLATE' | 'WABA' | 'BUSINESS' | 'APP';
  readonly id: string;
  readonly can_send_message: Health;
  readonly can_receive_call_sip?: Health;
  readonly additional_info?: readonly string[];
  readonly errors?: readonly HealthError[];
}

/** What the summary is asked for; the app is the token's. */
export interface HealthSubject {
  readonly appId: string;
  readonly number?: BusinessNumber;
  readonly template?: { readonly id: string; readonly isApproved: boolean };
  readonly waba?: Waba;
  readonly businessId?: string | undefined;
}

const NOT_REGISTERED: HealthError = {
  error_code: 133_010,
  error_description: 'The phone number is not registered on the WhatsApp Business Platform.',
  possible_solution: 'Register the phone number.',
};
const NO_PAYMENT: HealthError = {
  error_code: 141_006,
  error_description: 'There is an error with the payment method of this account.',
  possible_solution: 'Add a valid payment method or attach a line of credit.',
};
const NOT_VERIFIED: HealthError = {
  error_code: 141_010,
  error_description: 'The business has not passed business verification.',
  possible_solution: 'Start or finish the verification of the business.',
};
const SIP_DISABLED: HealthError = {
  error_code: 138_024,
  error_description: 'SIP is not enabled on this phone number.',
  possible_solution: 'Enable SIP in the call settings of the phone number.',
};
const NO_SIP_SERVER: HealthError = {
  error_code: 138_025,
  error_description: 'This app has not set a SIP server for the phone number.',
  possible_solution: 'Set a SIP server in the call settings with a token of this app.',
};
const TEMPLATE_NOT_APPROVED: HealthError = {
  error_code: 141_000,
  error_description: 'The template is not approved.',
  possible_solution: 'Edit the template and wait for its review.',
};

function errorsOf(errors: readonly HealthError[]): Pick<HealthEntity, 'errors'> {
  return errors.length === 0 ? {} : { errors };
}

function numberHealth(world: World, number: BusinessNumber): HealthEntity {
  const isSip = isSipMode(number.calling);
  const isNamed = world.onboarding.profiles.ofNumber(number).nameStatus === 'APPROVED';
  const working: Health = isNamed ? 'AVAILABLE' : 'LIMITED';
  return {
    entity_type: 'PHONE_NUMBER',
    id: number.phoneNumberId,
    can_send_message: number.isRegistered ? working : 'BLOCKED',
    can_receive_call_sip: isSip ? 'AVAILABLE' : 'BLOCKED',
    ...(isNamed
      ? {}
      : { additional_info: ['The display name of this phone number has not been approved yet.'] }),
    ...errorsOf([
      ...(number.isRegistered ? [] : [NOT_REGISTERED]),
      ...(isSip ? [] : [SIP_DISABLED]),
    ]),
  };
}

function wabaHealth({ hasPaymentMethod, wabaId }: Waba): HealthEntity {
  return {
    entity_type: 'WABA',
    id: wabaId,
    can_send_message: hasPaymentMethod ? 'AVAILABLE' : 'BLOCKED',
    ...errorsOf(hasPaymentMethod ? [] : [NO_PAYMENT]),
  };
}

/** An unverified business may send, within the smallest limit. */
function businessHealth(world: World, businessId: string): HealthEntity {
  const isVerified =
    world.onboarding.profiles.ofBusiness(businessId).verificationStatus === 'verified';
  return {
    entity_type: 'BUSINESS',
    id: businessId,
    can_send_message: isVerified ? 'AVAILABLE' : 'LIMITED',
    ...(isVerified ? {} : { additional_info: [NOT_VERIFIED.error_description] }),
    ...errorsOf(isVerified ? [] : [NOT_VERIFIED]),
  };
}

/** Has the app set a SIP server, for this number or, when none is asked about, for any? */
function appHealth(world: World, { appId, number }: HealthSubject): HealthEntity {
  const numbers = number === undefined ? world.directory.numbers : [number];
  const hasServer = numbers.some(({ calling }) =>
    calling.sip?.servers.some((server) => server.appId === appId),
  );
  return {
    entity_type: 'APP',
    id: appId,
    can_send_message: 'AVAILABLE',
    can_receive_call_sip: hasServer ? 'AVAILABLE' : 'BLOCKED',
    ...errorsOf(hasServer ? [] : [NO_SIP_SERVER]),
  };
}

function worst(entities: readonly HealthEntity[]): Health {
  const states = entities.map((entity) => entity.can_send_message);
  if (states.includes('BLOCKED')) return 'BLOCKED';
  return states.includes('LIMITED') ? 'LIMITED' : 'AVAILABLE';
}

/**
 * The field `health_status`; it sums up messages only, calls have no summary:
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/support/health-status
 */
export function healthStatus(world: World, subject: HealthSubject): Record<string, unknown> {
  const { businessId, number, template, waba } = subject;
  const owner = businessId ?? waba?.businessId;
  const entities: HealthEntity[] = [
    ...(number === undefined ? [] : [numberHealth(world, number)]),
    ...(template === undefined ? [] : [templateHealth(template)]),
    ...(waba === undefined ? [] : [wabaHealth(waba)]),
    ...(owner === undefined ? [] : [businessHealth(world, owner)]),
    appHealth(world, subject),
  ];
  return { can_send_message: worst(entities), entities };
}

function templateHealth({ id, isApproved }: { id: string; isApproved: boolean }): HealthEntity {
  return {
    entity_type: 'MESSAGE_TEMPLATE',
    id,
    can_send_message: isApproved ? 'AVAILABLE' : 'BLOCKED',
    ...errorsOf(isApproved ? [] : [TEMPLATE_NOT_APPROVED]),
  };
}
