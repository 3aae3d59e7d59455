import type { StartRule, UserCallRule } from './start-rules.js';

/** What the number's own state forbids the business. */
export const NUMBER_START_RULES: readonly StartRule[] = [];

/** What the number's own state forbids the user. */
export const USER_CALL_RULES: readonly UserCallRule[] = [];
