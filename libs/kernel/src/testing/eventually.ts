/**
 * Waits until `fact` returns something other than undefined, false or a throw, and gives it back.
 * Fails with the last error, so that the reason is in the report. Polls every 10 ms.
 */
export async function eventually<T>(
  fact: () => T | Promise<T>,
  { within = 5000 }: { within?: number } = {},
): Promise<Exclude<T, undefined | false>> {
  const endsAt = performance.now() + within;
  let lastError: unknown = new Error(`not seen within ${within} ms`);
  for (;;) {
    try {
      const value = await fact();
      if (value !== undefined && value !== false) return value as Exclude<T, undefined | false>;
    } catch (error) {
      lastError = error;
    }
    if (performance.now() > endsAt) throw lastError;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
