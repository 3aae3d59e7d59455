interface Ids {
  readonly waId?: string | undefined;
  readonly userId?: string | undefined;
}

/**
 * The id that counts of those by which a tenant names a consumer: the number, as at Meta, where `to` wins
 * over `recipient`. Only Meta's word says that two ids are one user's; a tenant may be mistaken.
 */
export function namedConsumer({ waId, userId }: Ids): {
  readonly waId?: string;
  readonly userId?: string;
} {
  if (waId) return { waId };
  return userId ? { userId } : {};
}
