import type { TenantTransaction } from '#patchbay/database';
import { type Clock, uuidv7 } from '#patchbay/kernel';

/** Tells the tenant, in its own audit, that staff got a token for it, and why. */
export async function auditActingStaff(
  tx: TenantTransaction,
  clock: Clock,
  { staffId, reason, action }: { staffId: string; reason: string; action: string },
): Promise<void> {
  await tx.query(
    `insert into audit_event
       (tenant_id, id, actor_kind, actor_id, act_staff_id, act_reason, action, subject_id, created_at)
     values ($1, $2, 'staff_client', $3, $3, $4, $5, null, $6)`,
    [tx.tenantId, uuidv7(clock), staffId, reason, action, clock.now()],
  );
}
