/** The longest that a question to the state Redis may take. */
export const COMMAND_TIMEOUT_MS = 250;

/** How long a starting process waits for Redis before it goes on without. */
export const START_TIMEOUT_MS = 2000;
