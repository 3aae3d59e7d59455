import type { BusinessNumber, Waba } from '../../world/assets.js';
import { createNumber } from '../../world/directory.js';
import { newId } from '../../world/onboarding/new-id.js';
import type { World } from '../../world/world.js';
import { invalidParameter } from '../graph-error.js';
import type { GraphRequest } from '../graph-request.js';
import type { GraphReply, GraphRoute } from '../graph-route.js';
import { askedFields, readFields } from '../nodes.js';
import { filtered } from './filtering.js';
import { numberKind } from './number-node.js';
import { listReply } from './paging.js';

/** How many numbers a portfolio may have: two until the business is verified. */
const NUMBERS_OF_VERIFIED = 20;
const NUMBERS_OF_OTHERS = 2;

function listNumbers(world: World, request: GraphRequest): GraphReply {
  const waba = request.waba(undefined, 'whatsapp_business_management');
  const numbers = filtered(request, world.directory.numbersOf(waba.wabaId), {
    account_mode: (number) => number.accountMode,
  });
  const fields = askedFields(numberKind, request).filter(({ name }) => name !== 'id');
  const data = numbers.map((number) => ({
    ...readFields(numberKind, number, { fields, request, world }),
    id: number.phoneNumberId,
  }));
  return listReply(request, data, ({ id }) => id);
}

function digitsParam(request: GraphRequest, name: string): string {
  const digits = request.requiredParam(name).replace(/[\s()+-]/g, '');
  if (/^\d{1,14}$/.test(digits)) return digits;
  throw invalidParameter(`Param ${name} must be a phone number in digits.`);
}

function requireRoom(world: World, { businessId }: Waba): void {
  const wabas = world.directory.wabas.filter((waba) => waba.businessId === businessId);
  const count = wabas.flatMap((waba) => world.directory.numbersOf(waba.wabaId)).length;
  const { verificationStatus } = world.onboarding.profiles.ofBusiness(businessId);
  const most = verificationStatus === 'verified' ? NUMBERS_OF_VERIFIED : NUMBERS_OF_OTHERS;
  if (count < most) return;
  throw invalidParameter(`This business portfolio has reached its limit of ${most} phone numbers.`);
}

/** A number that nobody has shown to be theirs yet. */
export function addNumber(
  world: World,
  waba: Waba,
  { digits, verifiedName }: { digits: string; verifiedName: string },
): BusinessNumber {
  const number = createNumber({
    phoneNumberId: newId(),
    displayPhoneNumber: digits,
    wabaId: waba.wabaId,
    callingEnabled: false,
    verifiedName,
    messagingLimit: 'TIER_250',
    accountMode: 'LIVE',
    recipients: null,
  });
  number.isRegistered = false;
  number.codeVerificationStatus = 'NOT_VERIFIED';
  number.qualityRating = 'UNKNOWN';
  world.onboarding.profiles.ofNumber(number).nameStatus = 'AVAILABLE_WITHOUT_REVIEW';
  world.directory.putNumber(number);
  return number;
}

function createPhoneNumber(world: World, request: GraphRequest): GraphReply {
  const waba = request.waba(undefined, 'whatsapp_business_management');
  const digits = digitsParam(request, 'cc') + digitsParam(request, 'phone_number');
  const verifiedName = request.requiredParam('verified_name');
  if (world.directory.numbers.some((number) => number.displayPhoneNumber === digits)) {
    throw invalidParameter('This phone number is already registered to a WhatsApp account.');
  }
  requireRoom(world, waba);
  return { body: { id: addNumber(world, waba, { digits, verifiedName }).phoneNumberId } };
}

/** `GET` and `POST /{waba}/phone_numbers`. */
export function numberRoutes(world: World): GraphRoute[] {
  const path = '/:id/phone_numbers';
  return [
    {
      name: 'phone-numbers.read',
      method: 'GET',
      path,
      handle: (request) => listNumbers(world, request),
    },
    {
      name: 'phone-numbers.create',
      method: 'POST',
      path,
      handle: (request) => createPhoneNumber(world, request),
    },
  ];
}
