import type { Facts } from './call-fact.js';

/** What a business put into the button or link by which a user called; null where there was none. */
export interface CallPayloads {
  readonly ctaPayload: string | null;
  readonly deeplinkPayload: string | null;
}

/** Meta tells them with the offer, and once more with the end: for a call whose offer was lost. */
export function payloadsOf({ offered, terminated }: Facts): CallPayloads {
  const told = (name: keyof CallPayloads): string | null => {
    const value = offered?.data[name] ?? terminated?.data[name];
    return typeof value === 'string' ? value : null;
  };
  return { ctaPayload: told('ctaPayload'), deeplinkPayload: told('deeplinkPayload') };
}
