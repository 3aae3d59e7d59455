/** The command was written wrongly: exit code 2. */
export class UsageError extends Error {}

/** The simulator refused, or is not there: exit code 1. */
export class Refusal extends Error {}
