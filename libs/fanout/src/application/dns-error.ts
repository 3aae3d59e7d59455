/**
 * Whether a name's addresses could not be learnt. Node names the question that failed: `getaddrinfo`,
 * or `queryA` and `queryAaaa`, with codes of which some mean other things of a connection.
 */
export function isDnsError(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !('syscall' in error)) return false;
  return typeof error.syscall === 'string' && /^(?:getaddrinfo$|query)/.test(error.syscall);
}
