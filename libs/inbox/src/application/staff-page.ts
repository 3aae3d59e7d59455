import type { StaffDatabase, Transaction, UseCaseDefinition } from '#patchbay/database';
import { badInput, type StaffContext } from '#patchbay/kernel';
import { requireStaffRole } from '#patchbay/tenants';

export interface StaffList {
  readonly staff: StaffContext;
  readonly definition: UseCaseDefinition;
  readonly first: number;
}

export interface Page<View> {
  readonly items: readonly View[];
  readonly hasNextPage: boolean;
}

const QUERY_CANCELLED = '57014';

const wasCancelled = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === QUERY_CANCELLED;

/** Reads a page across tenants for staff, audited; a search that takes too long is refused. */
export async function staffPage<View>(
  database: StaffDatabase,
  { staff, definition, first }: StaffList,
  select: (tx: Transaction, limit: number) => Promise<View[]>,
): Promise<Page<View>> {
  requireStaffRole(staff.actor, definition);
  try {
    const found = await database.read(staff, definition.name, (tx) => select(tx, first + 1));
    return { items: found.slice(0, first), hasNextPage: found.length > first };
  } catch (error) {
    if (!wasCancelled(error)) throw error;
    throw badInput('filter', 'matches too little in too much: name a tenant or a shorter time');
  }
}
