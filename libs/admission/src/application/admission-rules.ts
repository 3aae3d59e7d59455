import type { AdmissionRule, QuotaSource } from '../domain/admission-rule.js';

/**
 * The rules of this process, in the order in which callers are told. Every context registers its own
 * when its module starts (`onModuleInit`); a name is registered once.
 */
export class AdmissionRules {
  readonly #rules = new Map<string, AdmissionRule>();
  #quota: QuotaSource = () => Promise.resolve({ concurrentCalls: null, dailyCalls: null });

  register(rule: AdmissionRule): void {
    if (this.#rules.has(rule.name)) throw new Error(`the rule ${rule.name} is registered twice`);
    this.#rules.set(rule.name, rule);
  }

  all(): readonly AdmissionRule[] {
    return [...this.#rules.values()];
  }

  /** From now on tenants' quotas are asked of `source`. */
  takeQuotaFrom(source: QuotaSource): void {
    this.#quota = source;
  }

  get quota(): QuotaSource {
    return this.#quota;
  }
}
