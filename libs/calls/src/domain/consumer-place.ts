interface Identity {
  readonly waId?: string;
  readonly userId?: string;
}

interface Place {
  readonly country: string | null;
  readonly market: string | null;
}

/** What is known of numbers and countries. */
export interface Places {
  readonly countryOf: (waId: string) => string | null;
  readonly marketOf: (who: { waId: string | null; country: string | null }) => string | undefined;
}

/**
 * Where a consumer is, for prices and for what keeps calls to countries or from them: by the full
 * number, or without one by the user id, which begins with the country's ISO code.
 */
export function placeOf({ waId, userId }: Identity, { countryOf, marketOf }: Places): Place {
  const named = /^([A-Z]{2})\./.exec(userId ?? '')?.[1] ?? null;
  const country = (waId === undefined ? null : countryOf(waId)) ?? named;
  return { country, market: marketOf({ waId: waId ?? null, country }) ?? null };
}
