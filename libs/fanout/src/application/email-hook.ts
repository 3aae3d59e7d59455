import { request } from 'undici';
import type { FanoutConfig } from '../fanout.config.js';
import { emailHookSeconds } from './delivery-metrics.js';
import type { EndpointEmail } from './endpoint-email-text.js';

export type EmailHookConfig = Pick<
  FanoutConfig,
  'FANOUT_EMAIL_HOOK_URL' | 'FANOUT_EMAIL_HOOK_TOKEN' | 'FANOUT_EMAIL_HOOK_TIMEOUT_MS'
>;

/**
 * Hands e-mails to the operator's own service. Its address is the operator's word, so it may be one
 * of the inside; nothing a tenant wrote decides where the request goes.
 */
export class EmailHook {
  readonly #config: EmailHookConfig;

  constructor(config: EmailHookConfig) {
    this.#config = config;
  }

  get isConfigured(): boolean {
    return this.#config.FANOUT_EMAIL_HOOK_URL !== undefined;
  }

  /** Undefined when the hook took it, else why not, in a word that is fit for a log. */
  async post(email: EndpointEmail): Promise<string | undefined> {
    const { FANOUT_EMAIL_HOOK_URL: url, FANOUT_EMAIL_HOOK_TOKEN: token } = this.#config;
    if (url === undefined) return 'NOT_CONFIGURED';
    const stop = emailHookSeconds.startTimer();
    try {
      const { statusCode, body } = await request(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'user-agent': 'Patchbay-Emails/1.0',
          'idempotency-key': email.id,
          ...(token === undefined ? {} : { authorization: `Bearer ${token.reveal()}` }),
        },
        body: JSON.stringify(email),
        signal: AbortSignal.timeout(this.#config.FANOUT_EMAIL_HOOK_TIMEOUT_MS),
      });
      await body.dump();
      return statusCode >= 200 && statusCode < 300 ? undefined : `STATUS_${statusCode}`;
    } catch (error) {
      return codeOf(error);
    } finally {
      stop();
    }
  }
}

function codeOf(error: unknown): string {
  const { code, name } = error as { code?: unknown; name?: unknown };
  if (typeof code === 'string') return code;
  return typeof name === 'string' ? name : 'UNKNOWN';
}
