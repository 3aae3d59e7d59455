/** A container's health: whether the process beside us says on its private listener that it is ready. */
const { HOST = '127.0.0.1', PRIVATE_PORT } = process.env;
const response = await fetch(`http://${HOST}:${PRIVATE_PORT}/readyz`, {
  signal: AbortSignal.timeout(2_000),
}).catch(() => undefined);
process.exit(response?.ok ? 0 : 1);
