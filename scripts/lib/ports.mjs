import { createServer } from 'node:net';
import { Failure } from './failure.mjs';

/**
 * Free ports of the loopback interface. All are held at once, so they differ, and are let go together:
 * a server still has to cope with a port that somebody else took in the meantime.
 */
export async function freePorts(count) {
  const holders = await Promise.all(Array.from({ length: count }, () => hold(0)));
  const ports = holders.map((server) => server.address().port);
  await Promise.all(holders.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** The port a variable names, proved free, or undefined when the variable is not set. */
export async function configuredPort(name, env = process.env) {
  const text = env[name];
  if (text === undefined || text === '') return undefined;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Failure(`${name}=${text} is not a port: give a number from 1 to 65535.`);
  }
  try {
    const server = await hold(port);
    await new Promise((resolve) => server.close(resolve));
    return port;
  } catch (error) {
    const why = error.code === 'EACCES' ? 'needs rights you do not have' : 'is already in use';
    throw new Failure(
      `Port ${port} (from ${name}) ${why}. Free it, or give another one, or unset ${name} to have a free port chosen.`,
    );
  }
}

function hold(port) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => resolve(server));
  });
}
