import type { UseCaseDefinition } from '#patchbay/database';
import { type Actor, AppError } from '#patchbay/kernel';

/**
 * Throws FORBIDDEN unless the actor is staff with one of the use case's roles, or a process of ours.
 * Staff that acts inside a tenant has that tenant's roles only, and so is refused here.
 */
export function requireStaffRole(actor: Actor, definition: UseCaseDefinition): void {
  if (actor.kind === 'system') return;
  const isAllowed =
    actor.kind === 'staff_client' && actor.roles.some((role) => definition.roles.includes(role));
  if (!isAllowed) throw new AppError('FORBIDDEN', { what: definition.name });
}
