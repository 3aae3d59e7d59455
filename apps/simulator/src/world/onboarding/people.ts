import type { Seed } from '../../seed-file.js';
import { newId } from './new-id.js';

/** What a user may be allowed on a WABA. */
export const TASKS = [
  'MANAGE',
  'DEVELOP',
  'MANAGE_TEMPLATES',
  'MANAGE_PHONE',
  'VIEW_COST',
  'MANAGE_EXTENSIONS',
  'VIEW_PHONE_ASSETS',
  'MANAGE_PHONE_ASSETS',
  'VIEW_TEMPLATES',
  'VIEW_INSIGHTS',
  'RECEIVE_INCOMING_MESSAGES',
  'MANAGE_BILLING',
  'MANAGE_USERS',
  'MESSAGING',
  'FULL_CONTROL',
] as const;
export type Task = (typeof TASKS)[number];

/** A program's account in a portfolio. */
export interface SystemUser {
  readonly userId: string;
  readonly businessId: string;
  readonly name: string;
  readonly role: 'ADMIN' | 'EMPLOYEE';
}

/** System users of portfolios, and who may do what on which WABA. */
export class People {
  readonly #users = new Map<string, SystemUser>();
  /** By WABA, then by user. */
  readonly #tasks = new Map<string, Map<string, readonly Task[]>>();

  constructor({ businessId, name }: Seed['partner']) {
    this.add({ businessId, name: `${name} admin`, role: 'ADMIN' });
    this.add({ businessId, name: `${name} employee`, role: 'EMPLOYEE' });
  }

  add(user: Omit<SystemUser, 'userId'> & { readonly userId?: string }): SystemUser {
    const added = { ...user, userId: user.userId ?? newId() };
    this.#users.set(added.userId, added);
    return added;
  }

  find(userId: string): SystemUser | undefined {
    return this.#users.get(userId);
  }

  of(businessId: string): SystemUser[] {
    return [...this.#users.values()].filter((user) => user.businessId === businessId);
  }

  assign(wabaId: string, userId: string, tasks: readonly Task[]): void {
    const assigned = this.#tasks.get(wabaId) ?? new Map<string, readonly Task[]>();
    this.#tasks.set(wabaId, assigned.set(userId, tasks));
  }

  /** False when the user was not assigned. */
  unassign(wabaId: string, userId: string): boolean {
    return this.#tasks.get(wabaId)?.delete(userId) ?? false;
  }

  assigned(
    wabaId: string,
    businessId: string,
  ): { readonly user: SystemUser; readonly tasks: readonly Task[] }[] {
    return [...(this.#tasks.get(wabaId) ?? [])].flatMap(([userId, tasks]) => {
      const user = this.find(userId);
      return user?.businessId === businessId ? [{ user, tasks }] : [];
    });
  }
}
