import { AdmissionRules } from './admission-rules.js';
import { countryRule } from './country-rule.js';
import { numberEnabled } from './number-enabled.js';
import { OPEN_RULES, STANDING_RULES } from './standing-rules.js';

/** The rules that admission itself has; other contexts register theirs beside them. */
export function ownRules(): AdmissionRules {
  const rules = new AdmissionRules();
  for (const rule of [numberEnabled, countryRule(), ...STANDING_RULES, ...OPEN_RULES]) {
    rules.register(rule);
  }
  return rules;
}
