import type { Fact, TenantTransaction } from '#patchbay/database';
import { LIMIT_VALUES } from '#patchbay/numbers';
import type { AdmissionRule, TenantQuota } from '../domain/admission-rule.js';
import { type Asked, type AskedAnswer, AskedStatement } from '../persistence/asked.js';
import { TENANT_QUOTA } from '../persistence/standing.repository.js';

/**
 * The rules of this process, in the order in which callers are told. Every context registers its own
 * when its module starts (`onModuleInit`); a name is registered once.
 */
export class AdmissionRules {
  readonly #rules = new Map<string, AdmissionRule>();
  #quota: Fact<TenantQuota> = TENANT_QUOTA;
  #statement: AskedStatement | undefined;

  register(rule: AdmissionRule): void {
    if (this.#rules.has(rule.name)) throw new Error(`the rule ${rule.name} is registered twice`);
    this.#rules.set(rule.name, rule);
    this.#statement = undefined;
  }

  all(): readonly AdmissionRule[] {
    return [...this.#rules.values()];
  }

  /** From now on tenants' quotas are those that `fact` says. */
  takeQuotaFrom(fact: Fact<TenantQuota>): void {
    this.#quota = fact;
    this.#statement = undefined;
  }

  get quota(): Fact<TenantQuota> {
    return this.#quota;
  }

  /** Who wants to call whom, with the facts of all rules; undefined when there is no such number. */
  read(tx: TenantTransaction, asked: Asked): Promise<AskedAnswer | undefined> {
    this.#statement ??= new AskedStatement(this.#facts());
    return this.#statement.read(tx, asked);
  }

  #facts(): Fact<unknown>[] {
    const ofRules = this.all().flatMap(({ facts }) => facts);
    return [...new Set<Fact<unknown>>([LIMIT_VALUES, this.#quota, ...ofRules])];
  }
}
