import { EgressRefused } from '#patchbay/kernel';
import { isDnsError } from './dns-error.js';
import type { EndpointTargets } from './endpoint-targets.js';

/** A URL that is well formed, but where we do not send. */
export interface RefusedUrl {
  readonly kind: 'url_refused';
  readonly field: 'url' | 'failoverUrl';
  readonly reason: string;
}

async function reasonAgainst(targets: EndpointTargets, url: string): Promise<string | undefined> {
  try {
    await targets.resolve(new URL(url));
    return undefined;
  } catch (error) {
    if (error instanceof EgressRefused) return error.reason;
    if (isDnsError(error)) return 'its host name does not resolve';
    throw error;
  }
}

/**
 * The first of the URLs where we do not send, with the reason. It asks DNS, so it is called before a
 * transaction opens: nothing slow inside one.
 */
export async function findRefusedUrl(
  targets: EndpointTargets,
  urls: { readonly url?: string; readonly failoverUrl?: string | null },
): Promise<RefusedUrl | undefined> {
  for (const field of ['url', 'failoverUrl'] as const) {
    const url = urls[field];
    const reason = url == null ? undefined : await reasonAgainst(targets, url);
    if (reason !== undefined) return { kind: 'url_refused', field, reason };
  }
  return undefined;
}
