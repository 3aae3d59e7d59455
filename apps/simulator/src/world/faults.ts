import type { MediaFaults } from '../media/media-faults.js';
import type { WebhookFaults } from '../webhooks/webhook-faults.js';
import type { CallFaults } from './call-faults.js';
import { type FaultDurations, faultProfile } from './fault-profiles.js';
import {
  type FaultableRequest,
  FaultRule,
  type FaultRuleParts,
  type FaultyCall,
} from './fault-rule.js';
import { faultsSchema, type FaultSettings, type GraphFault } from './fault-schemas.js';

/**
 * The faults in force: general ones, and on top of them rules for a number, a user or a call, the
 * narrowest last.
 */
export class Faults {
  #settings = faultsSchema.parse({});
  #general = new FaultRule({ id: 'general', match: {}, faults: {} });
  #rules: FaultRule[] = [];
  #ruleCount = 0;
  readonly #durations: FaultDurations;

  /** The durations are those of the world, as they are when faults are set. */
  constructor(durations: FaultDurations) {
    this.#durations = durations;
  }

  get settings(): FaultSettings {
    return this.#settings;
  }

  get rules(): readonly FaultRule[] {
    return this.#rules;
  }

  /** Replaces the general faults; the rules stay. */
  set(settings: FaultSettings): void {
    this.#settings = settings;
    this.#general = new FaultRule({ id: 'general', match: {}, faults: { graph: settings.graph } });
  }

  /** Nothing goes wrong any more. */
  clear(): void {
    this.set(faultsSchema.parse({}));
    this.#rules = [];
  }

  addRule(parts: Omit<FaultRuleParts, 'id'>): FaultRule {
    this.#ruleCount += 1;
    const faults = this.#resolve(parts.faults);
    const rule = new FaultRule({ ...parts, faults, id: `rule_${this.#ruleCount}` });
    // Stable: of two that ask for equally much the newer lies on top.
    this.#rules = [...this.#rules, rule].sort((a, b) => a.weight - b.weight);
    return rule;
  }

  /** Whether there was such a rule. */
  removeRule(id: string): boolean {
    const before = this.#rules.length;
    this.#rules = this.#rules.filter((rule) => rule.id !== id);
    return this.#rules.length < before;
  }

  /** Faults ordered together with a call; see SimCall.faults. */
  ofCall(faults: CallFaults | undefined): FaultRule | undefined {
    return faults && new FaultRule({ id: 'call', match: {}, faults: this.#resolve(faults) });
  }

  /** The webhook and media faults of a call, all that fit merged field by field. */
  forCall(call: FaultyCall): { readonly webhooks: WebhookFaults; readonly media: MediaFaults } {
    const { media, webhooks } = this.#settings;
    const layers = this.#rules.filter((rule) => rule.hits(call));
    if (call.faults !== undefined) layers.push(call.faults);
    return {
      webhooks: layers.reduce((all, { faults }) => ({ ...all, ...faults.webhooks }), webhooks),
      media: layers.reduce((all, { faults }) => ({ ...all, ...faults.media }), media),
    };
  }

  /** The fault that hits this request, if any; counts it. The narrowest rule is asked first. */
  takeGraph(asked: FaultableRequest): GraphFault | undefined {
    const { call } = asked;
    const own = call?.faults === undefined ? [] : [call.faults];
    for (const rule of [...own, ...this.#rules.toReversed(), this.#general]) {
      const fault = rule.takeGraph(asked);
      if (fault !== undefined) return fault;
    }
    return undefined;
  }

  /** What a profile says, with what is said beside its name on top. */
  #resolve({ profile, ...own }: CallFaults): CallFaults {
    if (profile === undefined) return own;
    const { graph = [], media, webhooks } = faultProfile(profile, this.#durations).faults;
    return {
      profile,
      graph: [...(own.graph ?? []), ...graph],
      webhooks: { ...webhooks, ...own.webhooks },
      media: { ...media, ...own.media },
    };
  }
}
