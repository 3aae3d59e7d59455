import type { TenantTransaction } from '#patchbay/database';
import { type Clock, encodeId, type Logger, newTraceparent, uuidv7 } from '#patchbay/kernel';
import type { EventType } from '../domain/event-types.js';
import { type AlertPercent, percentToTell, reachedPercent } from '../domain/failure-thresholds.js';
import type { FanoutConfig } from '../fanout.config.js';
import { insertEmail } from '../persistence/endpoint-email.repository.js';
import {
  disableEndpointRow,
  type FailingRow,
  takeEmail,
  withholdMessage,
} from '../persistence/endpoint-health.repository.js';
import type { DeliveryDoorbell } from './delivery-doorbell.port.js';
import { recordMessage } from './record-message.js';

/** Shortest time between two e-mails about an endpoint; that it was disabled after a day is told. */
const EMAIL_PAUSE_MS = 30 * 60_000;

export interface FailureAlertsParts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly config: Pick<
    FanoutConfig,
    'FANOUT_DISABLE_AFTER_FAILURES' | 'FANOUT_DISABLE_AFTER_MS' | 'FANOUT_EMAIL_HOOK_URL'
  >;
  readonly doorbell?: DeliveryDoorbell | undefined;
}

type Streak = Pick<FailingRow, 'failingSince'> & { readonly failures: number };

/** Tells a tenant of an endpoint that fails, and disables one that fails too long. */
export class FailureAlerts {
  readonly #parts: FailureAlertsParts;

  constructor(parts: FailureAlertsParts) {
    this.#parts = parts;
  }

  /** Does what the streak calls for; returns the last threshold that has been told. */
  async judge(
    tx: TenantTransaction,
    endpointId: string,
    { row, at }: { readonly row: FailingRow; readonly at: Date },
  ): Promise<number> {
    const { config } = this.#parts;
    const streak = { ...row, failures: row.circuit.failures };
    const limit = {
      failures: config.FANOUT_DISABLE_AFTER_FAILURES,
      spanMs: config.FANOUT_DISABLE_AFTER_MS,
    };
    const percent = percentToTell(reachedPercent(streak, limit, at), row.alertedPercent);
    if (percent === undefined) return row.alertedPercent;
    await this.#tellFailing(tx, endpointId, { streak, percent, at });
    if (percent === 100) await this.giveUp(tx, endpointId, { reason: 'FAILING', at, streak });
    return percent;
  }

  /** Disables the endpoint and says so; nothing happens when it is disabled already. */
  async giveUp(
    tx: TenantTransaction,
    endpointId: string,
    {
      reason,
      at,
      streak,
    }: { readonly reason: 'FAILING' | 'GONE'; readonly at: Date; readonly streak?: Streak },
  ): Promise<void> {
    if (!(await disableEndpointRow(tx, endpointId, { reason, at }))) return;
    const data = { reason, disabledAt: at.toISOString(), ...streakData(streak) };
    await this.#message(tx, endpointId, { type: 'endpoint.disabled', data, at });
    await this.#email(tx, {
      endpointId,
      event: 'endpoint.disabled',
      percent: null,
      reason,
      streak,
    });
    const { tenantId } = tx;
    tx.afterCommit(() => {
      this.#parts.logger.warn({ tenantId, endpointId, reason }, 'endpoint.disabled');
    });
  }

  async #tellFailing(
    tx: TenantTransaction,
    endpointId: string,
    told: { readonly streak: Streak; readonly percent: AlertPercent; readonly at: Date },
  ): Promise<void> {
    const { streak, percent, at } = told;
    const data = { percent, ...streakData(streak) };
    const id = await this.#message(tx, endpointId, { type: 'endpoint.failing', data, at });
    await withholdMessage(tx, endpointId, id);
    // At the last threshold the e-mail says that the endpoint is disabled; one is enough.
    if (percent < 100) {
      await this.#email(tx, { endpointId, event: 'endpoint.failing', percent, streak });
    }
    const fields = { tenantId: tx.tenantId, endpointId, percent, failures: streak.failures };
    tx.afterCommit(() => {
      this.#parts.logger.warn(fields, 'endpoint.failing');
    });
  }

  #message(
    tx: TenantTransaction,
    endpointId: string,
    { type, data, at }: { type: EventType; data: Readonly<Record<string, unknown>>; at: Date },
  ): Promise<string> {
    const message = {
      type,
      callId: null,
      data: { endpointId: encodeId('endpoint', endpointId), ...data },
      occurredAt: at,
      traceparent: newTraceparent(),
      isLive: false,
    };
    return recordMessage(tx, this.#parts.clock, message, this.#parts.doorbell);
  }

  async #email(
    tx: TenantTransaction,
    email: {
      readonly endpointId: string;
      readonly event: 'endpoint.failing' | 'endpoint.disabled';
      readonly percent: number | null;
      readonly reason?: string;
      readonly streak: Streak | undefined;
    },
  ): Promise<void> {
    const { clock, config } = this.#parts;
    if (config.FANOUT_EMAIL_HOOK_URL === undefined) return;
    const { streak, reason = null, ...rest } = email;
    const at = clock.now();
    // Addresses need not be the tenant's own: failing and recovering must not make a flood.
    const notSince = new Date(at.getTime() - EMAIL_PAUSE_MS);
    const isFinal = reason === 'FAILING';
    if (!(await takeEmail(tx, email.endpointId, { at, notSince: isFinal ? at : notSince }))) return;
    await insertEmail(tx, {
      ...rest,
      reason,
      id: uuidv7(clock),
      failures: streak?.failures ?? 0,
      failingSince: streak?.failingSince ?? null,
      createdAt: at,
    });
  }
}

function streakData(streak: Streak | undefined): Readonly<Record<string, unknown>> {
  if (streak === undefined) return {};
  return { failures: streak.failures, failingSince: streak.failingSince.toISOString() };
}
