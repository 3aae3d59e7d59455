import { isSignedBy } from '#patchbay/meta';
import type { MetaAppSecrets } from '#patchbay/onboarding';

/** Which secret of the app signed a webhook. */
export type SignedWith = 'CURRENT' | 'PREVIOUS';

/**
 * The secret that proves the raw bytes; undefined when none does. While a rotation overlaps, both are
 * computed whichever fits, so that the time it takes tells nothing.
 */
export function signedWith(
  { appSecret, previous }: MetaAppSecrets,
  { signature, raw }: { readonly signature: string | undefined; readonly raw: Buffer },
  now: Date,
): SignedWith | undefined {
  const isCurrent = isSignedBy(appSecret.reveal(), signature, raw);
  const isPrevious =
    previous !== undefined &&
    now < previous.until &&
    isSignedBy(previous.secret.reveal(), signature, raw);
  if (isCurrent) return 'CURRENT';
  return isPrevious ? 'PREVIOUS' : undefined;
}
