import type { BusinessNumber } from '../../world/assets.js';
import type { World } from '../../world/world.js';
import { invalidParameter } from '../graph-error.js';
import type { GraphRequest } from '../graph-request.js';
import { type GraphReply, type GraphRoute, SUCCESS } from '../graph-route.js';
import { requirePin } from './number-node.js';
import { registrationError } from './registration-errors.js';

/** Countries in which messages can be kept. */
const REGIONS = [
  'AE',
  'AU',
  'BH',
  'BR',
  'CA',
  'CH',
  'DE',
  'GB',
  'ID',
  'IN',
  'JP',
  'KR',
  'SG',
  'ZA',
];

function ownNumber(request: GraphRequest): BusinessNumber {
  return request.number(undefined, 'whatsapp_business_management');
}

function requestCode(world: World, request: GraphRequest): GraphReply {
  const number = ownNumber(request);
  const method = request.requiredParam('code_method').toUpperCase();
  if (method !== 'SMS' && method !== 'VOICE') {
    throw invalidParameter('Param code_method must be one of {SMS, VOICE}');
  }
  const language = request.requiredParam('language');
  if (!/^[a-z]{2,3}(_[A-Z]{2})?$/.test(language)) {
    throw invalidParameter('Param language must be a locale such as en_US');
  }
  if (number.codeVerificationStatus === 'VERIFIED') throw registrationError('codeNotSent');
  world.onboarding.numberCodes.send(number.phoneNumberId, method, language);
  return SUCCESS;
}

function verifyCode(world: World, request: GraphRequest): GraphReply {
  const number = ownNumber(request);
  // The text message writes the code with a dash.
  const code = request.requiredParam('code').replace('-', '');
  if (number.codeVerificationStatus === 'VERIFIED') throw registrationError('codeNotSent');
  if (!world.onboarding.numberCodes.verify(number.phoneNumberId, code)) {
    throw registrationError('wrongCode');
  }
  number.codeVerificationStatus = 'VERIFIED';
  return SUCCESS;
}

function requireProduct(request: GraphRequest): void {
  if (request.param('messaging_product') === 'whatsapp') return;
  throw invalidParameter('Param messaging_product must be one of {WHATSAPP}');
}

function requireRegion(request: GraphRequest): void {
  const region = request.param('data_localization_region');
  if (region === undefined || (typeof region === 'string' && REGIONS.includes(region))) return;
  throw invalidParameter(`Param data_localization_region must be one of {${REGIONS.join(', ')}}`);
}

/** The first registration sets the pin; afterwards only that pin registers again. */
function register(world: World, request: GraphRequest): GraphReply {
  const number = ownNumber(request);
  const { profiles, registrations } = world.onboarding;
  requireProduct(request);
  requireRegion(request);
  const pin = requirePin(request);
  if (number.codeVerificationStatus !== 'VERIFIED') throw registrationError('notVerified');
  if (registrations.isPinBlocked(number.phoneNumberId)) throw registrationError('tooManyPins');
  if (!registrations.admit(number.phoneNumberId)) throw registrationError('tooManyAttempts');
  if (number.pin !== undefined && number.pin !== pin) {
    registrations.countWrongPin(number.phoneNumberId);
    throw registrationError('wrongPin');
  }
  registrations.forgetWrongPins(number.phoneNumberId);
  number.pin = pin;
  number.isRegistered = true;
  profiles.ofNumber(number).lastOnboardedAtMs = world.clock.nowMs();
  return SUCCESS;
}

function deregister(world: World, request: GraphRequest): GraphReply {
  const number = ownNumber(request);
  if (!number.isRegistered) throw registrationError('notRegistered');
  if (world.onboarding.profiles.ofNumber(number).isOnBusinessApp) {
    throw invalidParameter('A number of the WhatsApp Business app cannot be deregistered here.');
  }
  if (!world.onboarding.registrations.admit(number.phoneNumberId)) {
    throw registrationError('tooManyAttempts');
  }
  number.isRegistered = false;
  return SUCCESS;
}

/** From a number that was added to one that works, and back. */
export function registrationRoutes(world: World): GraphRoute[] {
  const post = (edge: string, run: typeof register): GraphRoute => ({
    name: `phone-number.${edge.replace('_', '-')}`,
    method: 'POST',
    path: `/:id/${edge}`,
    handle: (request) => run(world, request),
  });
  return [
    post('request_code', requestCode),
    post('verify_code', verifyCode),
    post('register', register),
    post('deregister', deregister),
  ];
}
