import type { TenantDatabase } from '#patchbay/database';
import { type Clock, type Logger, systemTenantContext, type TenantContext } from '#patchbay/kernel';
import type { FanoutConfig } from '../fanout.config.js';
import type { DueEmail, DueEmailsTable } from '../persistence/due-emails.js';
import {
  claimEmail,
  type ClaimedEmail,
  deleteEmail,
  postponeEmail,
} from '../persistence/endpoint-email.repository.js';
import { endpointEmails } from './delivery-metrics.js';
import type { EmailHook } from './email-hook.js';
import { endpointEmail } from './endpoint-email-text.js';

const MINUTE_MS = 60_000;
/** Waits between attempts: six attempts in seven hours and a quarter. */
const WAITS_MS = [10_000, MINUTE_MS, 10 * MINUTE_MS, 60 * MINUTE_MS, 360 * MINUTE_MS] as const;
const AT_ONCE = 20;
/** An e-mail whose sender died is tried again so long after its timeout. */
const MARGIN_MS = 5000;

export interface SendEndpointEmailsParts {
  readonly table: DueEmailsTable;
  readonly database: TenantDatabase;
  readonly hook: EmailHook;
  readonly config: Pick<FanoutConfig, 'FANOUT_EMAIL_HOOK_TIMEOUT_MS'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Sends the e-mails that failing endpoints gave rise to. They wait in a table, so one is sent at
 * least once, also when a process dies with it; the hook tells repetitions by `idempotency-key`.
 */
export class SendEndpointEmails {
  readonly #parts: SendEndpointEmailsParts;

  constructor(parts: SendEndpointEmailsParts) {
    this.#parts = parts;
  }

  /** Sends what is due now; returns how many the hook took. */
  async execute(): Promise<number> {
    if (!this.#parts.hook.isConfigured) return 0;
    const due = await this.#parts.table.find(this.#parts.clock.now(), AT_ONCE);
    const taken = await Promise.all(due.map((email) => this.#send(email)));
    return taken.filter(Boolean).length;
  }

  async #send({ tenantId, id }: DueEmail): Promise<boolean> {
    const tenant = systemTenantContext(tenantId, 'delivery');
    const now = this.#parts.clock.now();
    const until = new Date(
      now.getTime() + this.#parts.config.FANOUT_EMAIL_HOOK_TIMEOUT_MS + MARGIN_MS,
    );
    const email = await this.#parts.database.run(tenant, (tx) =>
      claimEmail(tx, id, { now, until }),
    );
    if (email === undefined) return false;
    const problem = await this.#parts.hook.post(endpointEmail(tenantId, email));
    if (problem === undefined) {
      await this.#parts.database.run(tenant, (tx) => deleteEmail(tx, id));
      endpointEmails.inc({ outcome: 'sent' });
      return true;
    }
    await this.#tryAgain(tenant, email, problem);
    return false;
  }

  async #tryAgain(tenant: TenantContext, email: ClaimedEmail, problem: string): Promise<void> {
    const { id, endpointId, event, attempts } = email;
    const fields = { tenantId: tenant.tenantId, endpointId, event, attempts, problem };
    const waitMs = WAITS_MS[attempts - 1];
    if (waitMs === undefined) {
      await this.#parts.database.run(tenant, (tx) => deleteEmail(tx, id));
      endpointEmails.inc({ outcome: 'given_up' });
      this.#parts.logger.error(fields, 'endpoint.email_given_up');
      return;
    }
    const dueAt = new Date(this.#parts.clock.nowMs() + waitMs);
    await this.#parts.database.run(tenant, (tx) => postponeEmail(tx, id, dueAt));
    endpointEmails.inc({ outcome: 'failed' });
    this.#parts.logger.warn(fields, 'endpoint.email_failed');
  }
}
