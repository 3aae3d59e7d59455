import { once } from 'node:events';
import { ConfigError, createLogger, loadConfig, SystemClock } from '#patchbay/kernel';
import { isLoopback } from '../http/admit-request.js';
import { simulatorConfigSchema, type SimulatorConfig } from '../config.js';
import { readSeed, type Seed } from '../seed-file.js';
import { Simulator, type SimulatorOptions } from '../simulator.js';
import { type Command, type Invocation, optional } from './command.js';
import { Refusal, UsageError } from './failures.js';
import { ControlClient } from './control-client.js';
import { DEFAULT_PORT } from './default-port.js';
import { codeOf } from './error-code.js';
import { table } from './table.js';
import { WATCH } from './watch-command.js';

function readConfig(options: Invocation['options']): SimulatorConfig {
  try {
    const { config } = loadConfig({ config: simulatorConfigSchema });
    const webhookBaseUrl = optional(options, 'webhook-base-url');
    return {
      ...config,
      SEED_FILE: optional(options, 'seed') ?? config.SEED_FILE,
      ...(webhookBaseUrl === undefined ? {} : { WEBHOOK_BASE_URL: webhookBaseUrl }),
    };
  } catch (error) {
    if (error instanceof ConfigError) throw new Refusal(error.message);
    throw error;
  }
}

function loadSeed(file: string): Seed {
  try {
    return readSeed(file);
  } catch (error) {
    throw new Refusal(`the seed ${file} cannot be used: ${String(error)}`);
  }
}

function readPort(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new UsageError(`--port ${text} is not a port from 0 (a free one) to 65535`);
}

/** On the port that was asked for; without one on the usual port, or a free one if it is taken. */
async function open(options: SimulatorOptions, isPortGiven: boolean): Promise<Simulator> {
  try {
    return await Simulator.open(options);
  } catch (error) {
    if (codeOf(error) !== 'EADDRINUSE') throw error;
    if (isPortGiven) throw new Refusal(`port ${options.port} is in use; --port 0 takes a free one`);
    return await Simulator.open({ ...options, port: 0 });
  }
}

function welcome(url: string, seed: Seed, webhookBaseUrl: string | undefined): string {
  const tokens = new Map(seed.wabas.map(({ accessToken, wabaId }) => [wabaId, accessToken]));
  const [number] = seed.phoneNumbers;
  const example =
    number === undefined
      ? ''
      : `
Try:
  curl -s ${url}/v26.0/${number.phoneNumberId}/settings -H 'authorization: Bearer ${tokens.get(number.wabaId) ?? ''}'
`;
  return `
WhatsApp calling simulator, ready.

${table([
  ['  Graph API', `${url}/v26.0`],
  ['  Page', `${url}/`],
  ['  Control', `${url}/_sim/v1, documented at ${url}/_sim/docs`],
  [
    '  Webhooks',
    webhookBaseUrl ?? 'to nobody yet: --webhook-base-url, or a subscription of your app',
  ],
])}

Business numbers, and the tokens of their accounts (fakes, good for this simulator only)
${table(
  seed.phoneNumbers.map(({ callingEnabled, displayPhoneNumber, phoneNumberId, wabaId }) => [
    `  ${phoneNumberId}`,
    `+${displayPhoneNumber}`,
    callingEnabled ? 'calling on' : 'calling off',
    tokens.get(wabaId) ?? '',
  ]),
)}

Users
${table(seed.consumers.map(({ name, userId, waId }) => [`  ${waId}`, userId, name]))}
${example}
Ctrl-C ends it and forgets everything. What happens:

`;
}

async function start({ isJson, options, terminal }: Invocation): Promise<undefined> {
  const config = readConfig(options);
  const seed = loadSeed(config.SEED_FILE);
  const host = optional(options, 'host') ?? '127.0.0.1';
  const port = readPort(optional(options, 'port'));
  const logger = createLogger({
    name: 'simulator',
    level: 'error',
    destination: { write: terminal.complain },
  });
  const clock = new SystemClock();
  const parts = { config, seed, clock, logger, host, port: port ?? DEFAULT_PORT };
  const simulator = await open(parts, port !== undefined);
  const { url } = simulator;
  if (!isLoopback(host)) {
    terminal.complain(`everybody who reaches ${host} can control this simulator\n`);
  }
  terminal.write(
    isJson ? `${JSON.stringify({ url })}\n` : welcome(url, seed, config.WEBHOOK_BASE_URL),
  );
  const client = new ControlClient(url);
  if (options.quiet !== true) await WATCH.run({ client, isJson, options: {}, args: [], terminal });
  else if (!terminal.signal.aborted) await once(terminal.signal, 'abort');
  await simulator.close();
}

/** The simulator alone: no database, no Redis, no platform. */
export const START: Command = {
  name: 'start',
  usage: '[--port <port>] [--seed <file>] [--webhook-base-url <url>] [--host <address>] [--quiet]',
  summary: 'Starts a simulator of its own, until Ctrl-C',
  details: `  --port              ${DEFAULT_PORT} unless told, and a free one if that is taken; 0 is a free one
  --seed              apps, accounts, numbers and users, as in seed/two-tenants.json
  --webhook-base-url  webhooks go to <url>/webhooks/meta/<app key>; also WEBHOOK_BASE_URL
  --host              address to listen on; others than loopback let the network in
  --quiet             does not tell what happens`,
  options: {
    port: { type: 'string' },
    seed: { type: 'string' },
    'webhook-base-url': { type: 'string' },
    host: { type: 'string' },
    quiet: { type: 'boolean' },
  },
  run: start,
};
