import { type MetaError, metaRefusalOf } from '#patchbay/meta';

/** The end code of a call whose connect Meta refused. */
export const REFUSED_BY_META = 'REFUSED_BY_META';

interface Ended {
  readonly metaError: Pick<MetaError, 'code' | 'details'> | null;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
}

/** What Meta's error at the end of a call is to the tenant, by the words of `placeCall`. */
export interface RefusalOfCall {
  readonly code: string;
  /** What to do. */
  readonly message: string;
  readonly retryAt: string | null;
}

/** Null when Meta had nothing against the call. */
export function refusalOfCall({ metaError, startedAt, endedAt }: Ended): RefusalOfCall | null {
  if (metaError === null) return null;
  const { code, remedy, retryAt } = metaRefusalOf(metaError, endedAt ?? startedAt);
  return { code, message: remedy, retryAt: retryAt?.toISOString() ?? null };
}
