interface Identity {
  readonly waId?: string;
  readonly userId?: string;
}

interface Place {
  readonly country: string | null;
  readonly market: string | null;
}

/** Where a consumer is, for prices: a BSUID begins with the country's ISO code. */
export function placeOf(
  { waId, userId }: Identity,
  marketOf: (who: { waId: string | null; country: string | null }) => string | undefined,
): Place {
  const country = /^([A-Z]{2})\./.exec(userId ?? '')?.[1] ?? null;
  return { country, market: marketOf({ waId: waId ?? null, country }) ?? null };
}
