import path from 'node:path';
import { build } from './build.mjs';
import { Failure } from './failure.mjs';
import { Guard } from './guard.mjs';
import { freePorts } from './ports.mjs';
import { makeScratch } from './scratch.mjs';
import { makeSecrets, randomToken, readOrMake } from './secrets.mjs';
import { machineClient, seed } from './seed.mjs';
import { StackProcess } from './stack-process.mjs';
import { commonEnv, envOf, sampleTenantName, SERVERS, urlsOf } from './stack-processes.mjs';
import { startServices } from './stack-services.mjs';

const PORT_TRIES = 3;

/**
 * Starts the whole system, or the part that is asked for. `npm start`, the demo and the tests use this
 * one function, so what a test sees is what a user sees.
 *
 * @param {import('./stack.d.mts').StackOptions} options
 * @returns {Promise<import('./stack.d.mts').Stack>}
 */
export async function startStack(options = {}) {
  const guard = options.guard ?? (await Guard.start());
  const stack = new Stack(guard, options);
  try {
    await stack.start();
    return stack;
  } catch (error) {
    await stack.stop();
    throw error;
  }
}

class Stack {
  urls = {};
  #guard;
  #options;
  #processes = new Map();
  #context;
  #offsetMs = 0;

  constructor(guard, options) {
    this.#guard = guard;
    this.#options = {
      servers: SERVERS,
      tenants: ['acme'],
      variables: {},
      env: {},
      ports: {},
      say: () => undefined,
      ...options,
    };
  }

  get pids() {
    const own = [...this.#processes].map(([name, { pid }]) => [name, pid]);
    const { postgresPid, redisPid } = this.services;
    const servers = { postgres: postgresPid, redis: redisPid };
    return Object.fromEntries([
      ...own,
      ...Object.entries(servers).filter(([, pid]) => pid !== undefined),
    ]);
  }

  async start() {
    const options = this.#options;
    const scratch = await makeScratch(this.#guard, 'stack');
    this.scratch = scratch;
    const folder = options.dir ?? path.join(scratch, 'state');
    const [keep, secrets] = [path.join(folder, 'local.json'), path.join(folder, 'secrets.json')];
    const isBuilt = build(options.say);
    // Whoever fails first is reported; the other must not be an unhandled rejection meanwhile.
    isBuilt.catch(() => undefined);
    await readOrMake(secrets, makeSecrets);
    const kept = await readOrMake(keep, makeKept);
    const services = await startServices(this.#guard, {
      ...options,
      folder,
      scratch,
      keep: kept,
      isBuilt,
    });
    await isBuilt;
    this.internalToken = kept.internalToken;
    this.services = services;
    this.#context = { services, secretsFile: secrets, internalToken: kept.internalToken };
    await this.#startProcesses(path.join(folder, 'logins.json'));
  }

  async #startProcesses(loginsFile) {
    const { servers, tenants, shouldSeed = true } = this.#options;
    const seeded = shouldSeed ? this.#seed(loginsFile) : Promise.resolve(undefined);
    seeded.catch(() => undefined);
    await this.#startServers([...servers, ...tenants.map(sampleTenantName)], servers);
    this.logins = await seeded;
    await Promise.all(
      tenants.map((key) => {
        const client = machineClient(this.logins, key);
        return this.#processes
          .get(sampleTenantName(key))
          .start(this.#envOf(sampleTenantName(key), client));
      }),
    );
  }

  #seed(loginsFile) {
    const env = {
      ...commonEnv(this.#commonOptions()),
      ...envOf('worker', { ...this.#context, urls: {} }),
    };
    return seed(this.#guard, { env: { ...env, ...this.#options.env.all }, loginsFile });
  }

  /** All at once: each is told the others' addresses, so their ports are chosen beforehand. */
  async #startServers(names, first) {
    for (let attempt = 1; ; attempt += 1) {
      await this.#choosePorts(names);
      const outcomes = await Promise.allSettled(
        first.map((name) => this.#processes.get(name).start(this.#envOf(name))),
      );
      const failed = outcomes.filter(({ status }) => status === 'rejected').map((o) => o.reason);
      if (failed.length === 0) return;
      if (!failed.every((error) => error.isPortTaken) || attempt === PORT_TRIES) throw failed[0];
      await Promise.all(first.map((name) => this.#processes.get(name).stop()));
    }
  }

  async #choosePorts(names) {
    const free = await freePorts(names.length * 2);
    const ports = {};
    for (const name of names) {
      ports[name] = { public: this.#options.ports[name] ?? free.pop(), private: free.pop() };
      const onExit = (exit) => this.#options.onExit?.(name, exit);
      this.#processes.set(
        name,
        new StackProcess(this.#guard, name, {
          ports: ports[name],
          onExit,
          onLine: this.#options.onLine,
        }),
      );
    }
    this.urls = urlsOf(ports);
  }

  #commonOptions() {
    const { virtualClock } = this.#options;
    return { internalToken: this.#context.internalToken, virtualClock };
  }

  #envOf(name, client) {
    const { env, crashAt } = this.#options;
    return {
      ...commonEnv(this.#commonOptions()),
      ...envOf(name, { ...this.#context, urls: this.urls, client }),
      ...(crashAt?.[name] ? { DANGEROUS_CRASH_AT: crashAt[name] } : {}),
      ...env.all,
      ...env[name],
    };
  }

  /** The environment a process of the stack was started with. */
  envOf(name) {
    return this.#process(name).env;
  }

  logs(name) {
    return this.#process(name).lines;
  }

  exited(name) {
    return this.#process(name).exited;
  }

  async kill(name, signal = 'SIGKILL') {
    await this.#process(name).kill(signal);
  }

  /** Starts a process again on its old ports, ending it first; variables given here go on top. */
  async restart(name, env = {}) {
    const one = this.#process(name);
    await one.stop();
    const clock = { DANGEROUS_CLOCK_OFFSET_MS: String(this.#offsetMs) };
    await one.start({ ...one.env, DANGEROUS_CRASH_AT: undefined, ...clock, ...env });
  }

  /** Moves the business clock of every process, also of those that start later. Needs `virtualClock`. */
  async setClock(offsetMs) {
    this.#offsetMs = offsetMs;
    await Promise.all(
      Object.entries(this.urls).map(async ([name, { privateUrl }]) => {
        if (!this.#process(name).isRunning) return;
        const response = await fetch(`${privateUrl}/internal/v1/clock`, {
          method: 'POST',
          headers: {
            authorization: `Bearer ${this.internalToken}`,
            'content-type': 'application/json',
          },
          body: JSON.stringify({ offsetMs }),
        });
        if (!response.ok) throw new Failure(`${name} refused the clock: ${response.status}`);
      }),
    );
  }

  async stop() {
    for (const one of this.#processes.values()) one.expectExit();
    await this.#guard.end();
  }

  #process(name) {
    const one = this.#processes.get(name);
    if (one) return one;
    throw new Failure(
      `No process ${name} here; there are ${[...this.#processes.keys()].join(', ')}.`,
    );
  }
}

function makeKept() {
  return {
    ownerPassword: randomToken(),
    rolePassword: randomToken(),
    internalToken: randomToken(),
  };
}
