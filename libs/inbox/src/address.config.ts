import { z } from 'zod';
import { type Cidr, parseCidrs } from '#patchbay/kernel';

/** Injection token of AddressConfig. */
export const ADDRESS_CONFIG = Symbol('AddressConfig');

/** From where webhooks are taken: everywhere, or Meta's published ranges and others named beside them. */
export type AllowedAddresses =
  'any' | { readonly isMetaAllowed: boolean; readonly others: readonly Cidr[] };

const EXAMPLE = 'must be "any", or a list of "meta" and CIDRs such as meta,2a03:2880::/32';

function cidrsOf(text: string, context: z.RefinementCtx, message: string): readonly Cidr[] {
  try {
    return parseCidrs(text);
  } catch {
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  }
}

const addresses = z
  .string()
  .default('any')
  .transform((text, context): AllowedAddresses => {
    const words = text.split(',').map((word) => word.trim());
    if (words.join() === 'any') return 'any';
    const others = words.filter((word) => word !== 'meta');
    const isUnclear = words.includes('') || words.includes('any');
    return {
      isMetaAllowed: others.length < words.length,
      others: cidrsOf(isUnclear ? '?' : others.join(), context, EXAMPLE),
    };
  });

const proxies = z
  .string()
  .default('')
  .transform((text, context) =>
    cidrsOf(text, context, 'must be CIDRs such as 10.0.0.0/8,fd00::/8'),
  );

/** From which addresses webhooks are taken. */
export const addressConfigSchema = z.object({
  /**
   * Addresses from which Meta's webhooks are taken: `any`, or `meta` for the ranges in
   * libs/inbox/facts/meta-addresses.json, further CIDRs beside it separated by commas. Others get
   * 403 before their body is read.
   */
  META_WEBHOOK_ADDRESSES: addresses,
  /** CIDRs of the proxies in front of the api, whose word on the caller's address is believed. */
  META_WEBHOOK_PROXIES: proxies,
  /** The header in which these proxies say it: a list of addresses, the nearest one last. */
  META_WEBHOOK_PROXY_HEADER: z
    .string()
    .transform((name) => name.toLowerCase())
    .pipe(z.string().regex(/^[a-z][a-z0-9-]*$/, 'must be the name of a header'))
    .default('x-forwarded-for'),
});

export type AddressConfig = z.output<typeof addressConfigSchema>;
