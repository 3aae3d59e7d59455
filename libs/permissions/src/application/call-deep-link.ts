import { AppError } from '#patchbay/kernel';
import { MESSAGE_LIMITS } from '../domain/message-limits.js';
import { qrCodeOf, qrPng, qrSvg } from './qr-image.js';

/** A link by which a WhatsApp user calls a number, and its QR code. */
export interface CallDeepLinkView {
  readonly url: string;
  /** The QR code as an SVG document. */
  readonly svg: string;
  /** The QR code as a PNG file. */
  readonly png: Buffer;
}

export interface CallDeepLinkInput {
  /** Of the number that is called: digits with the country code. */
  readonly displayPhoneNumber: string;
  /** Comes back as `deeplinkPayload` of the call; clients before 2.25.27 lose it. */
  readonly payload?: string | undefined;
  /** Width and height of the PNG in pixels; 512 unless told. */
  readonly pixels?: number | undefined;
}

const PIXELS = { min: 64, max: 2048, usual: 512 };

/** `https://wa.me/call/<number>?biz_payload=<payload>`: Meta's page on calling deep links. */
export function callDeepLinkUrl({
  displayPhoneNumber,
  payload,
}: Pick<CallDeepLinkInput, 'displayPhoneNumber' | 'payload'>): string {
  const digits = displayPhoneNumber.replace(/\D/g, '');
  const query = payload ? `?biz_payload=${encodeURIComponent(payload)}` : '';
  return `https://wa.me/call/${digits}${query}`;
}

/**
 * The deep link of a number with its QR code. Meta names no limit of the payload, so the one of call
 * buttons holds. Links do not open in WhatsApp on a desktop.
 */
export async function callDeepLink(input: CallDeepLinkInput): Promise<CallDeepLinkView> {
  const { payload = '', pixels = PIXELS.usual } = input;
  if (payload.length > MESSAGE_LIMITS.payload) {
    throw problem('payload', `may have at most ${MESSAGE_LIMITS.payload} characters`);
  }
  if (!Number.isInteger(pixels) || pixels < PIXELS.min || pixels > PIXELS.max) {
    throw problem('pixels', `must be ${PIXELS.min} to ${PIXELS.max}`);
  }
  const url = callDeepLinkUrl(input);
  const code = qrCodeOf(url);
  if (code === undefined) throw problem('payload', 'is too long for a QR code: shorten it');
  return { url, svg: qrSvg(code), png: await qrPng(code, pixels) };
}

function problem(field: string, text: string): AppError {
  return new AppError('BAD_USER_INPUT', { fields: [{ field, problem: text }] });
}
