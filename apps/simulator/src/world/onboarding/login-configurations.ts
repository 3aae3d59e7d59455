import { SCOPES, type Scope } from '../tokens.js';

const DAY_MS = 86_400_000;
export const SIXTY_DAYS_MS = 60 * DAY_MS;

/** A Facebook Login for Business configuration: what the tokens of its signups can do. */
export interface LoginConfiguration {
  readonly configId: string;
  readonly tokenExpiry: '60_days' | 'never';
  readonly scopes: readonly Scope[];
}

/** An id that nobody configured acts like Meta's template: tokens of 60 days, WhatsApp scopes. */
export class LoginConfigurations {
  readonly #configurations = new Map<string, LoginConfiguration>();

  put(configuration: LoginConfiguration): LoginConfiguration {
    this.#configurations.set(configuration.configId, configuration);
    return configuration;
  }

  get(configId: string): LoginConfiguration {
    return (
      this.#configurations.get(configId) ?? {
        configId,
        tokenExpiry: '60_days',
        scopes: SCOPES.filter((scope) => scope !== 'business_management'),
      }
    );
  }
}

/** How long a token of the configuration lives; undefined: for ever. */
export function tokenLifeOf({ tokenExpiry }: LoginConfiguration): number | undefined {
  return tokenExpiry === 'never' ? undefined : SIXTY_DAYS_MS;
}
