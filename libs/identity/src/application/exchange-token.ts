import { Inject, Injectable } from '@nestjs/common';
import { PlatformDatabase } from '#patchbay/database';
import { AppError, type Clock, CLOCK, type StaffContext, tryDecodeId } from '#patchbay/kernel';
import { findTenantById, requireStaffRole } from '#patchbay/tenants';
import { actingStaff, tenantPrincipal } from '../domain/access-token.js';
import { actingRoles } from '../domain/acting-roles.js';
import { ACCESS_TOKEN_SECONDS, MAX_EXCHANGED_TOKEN_SECONDS } from '../identity.config.js';
import { IDENTITY_USE_CASES } from '../identity.roles.js';
import { auditActingStaff } from '../persistence/acting-audit.repository.js';
import { isStaffClientActive } from '../persistence/staff-client.repository.js';
import { type IssuedToken, SignToken } from './sign-token.js';
import { VerifyToken } from './verify-token.js';

export interface ExchangeTokenInput {
  /** An access token of staff. */
  readonly subjectToken: string;
  /** The tenant to act on, as an opaque id. */
  readonly tenant: string;
  /** Why; the tenant reads it in its audit. */
  readonly reason: string;
  readonly lifetimeSeconds?: number | undefined;
}

export type ExchangeTokenOutcome =
  | ({ readonly kind: 'issued' } & IssuedToken)
  | { readonly kind: 'invalid_subject_token' }
  | { readonly kind: 'not_allowed' }
  | { readonly kind: 'unknown_tenant' };

/**
 * Exchanges a token of staff for one pinned to a tenant (RFC 8693), at most an hour long, with the
 * `act` claim. Both audits, the platform's and the tenant's, say who asked and why.
 */
@Injectable()
export class ExchangeToken {
  constructor(
    private readonly verifyToken: VerifyToken,
    private readonly signToken: SignToken,
    private readonly database: PlatformDatabase,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute(input: ExchangeTokenInput): Promise<ExchangeTokenOutcome> {
    const staff = await this.#staffOf(input.subjectToken);
    if (staff === undefined) return { kind: 'invalid_subject_token' };
    const roles = actingRoles(staff.actor.roles);
    if (roles.length === 0) return { kind: 'not_allowed' };
    requireStaffRole(staff.actor, IDENTITY_USE_CASES.exchangeToken);
    const tenantId = tryDecodeId('tenant', input.tenant);
    if (tenantId === undefined) return { kind: 'unknown_tenant' };

    const refusal = await this.#audit(staff, tenantId, input.reason);
    if (refusal !== undefined) return refusal;
    const actor = actingStaff({ staffId: staff.actor.id, reason: input.reason }, roles);
    const token = await this.signToken.execute(
      tenantPrincipal(tenantId, actor),
      Math.min(input.lifetimeSeconds ?? ACCESS_TOKEN_SECONDS, MAX_EXCHANGED_TOKEN_SECONDS),
    );
    return { kind: 'issued', ...token };
  }

  /** Staff of a valid token; a token of a tenant, exchanged or not, cannot be exchanged again. */
  async #staffOf(subjectToken: string): Promise<StaffContext | undefined> {
    try {
      const principal = await this.verifyToken.execute(subjectToken);
      return principal.kind === 'staff' ? principal.staff : undefined;
    } catch (error) {
      if (error instanceof AppError && error.code === 'UNAUTHENTICATED') return undefined;
      throw error;
    }
  }

  #audit(
    { actor }: StaffContext,
    tenantId: string,
    reason: string,
  ): Promise<ExchangeTokenOutcome | undefined> {
    const action = IDENTITY_USE_CASES.exchangeToken.name;
    return this.database.runForTenant<ExchangeTokenOutcome | undefined>(
      { actor, action, subjectId: tenantId, reason },
      tenantId,
      async (tx) => {
        // The subject token may outlive the credential by minutes; what we give would by an hour.
        if (!(await isStaffClientActive(tx, actor.id))) {
          return tx.refuse({ kind: 'invalid_subject_token' });
        }
        if ((await findTenantById(tx, tenantId)) === undefined) {
          return tx.refuse({ kind: 'unknown_tenant' });
        }
        await auditActingStaff(tx, this.clock, { staffId: actor.id, reason, action });
        return undefined;
      },
    );
  }
}
