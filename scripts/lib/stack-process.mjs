import { setTimeout as delay } from 'node:timers/promises';
import { Failure, quote } from './failure.mjs';
import { formatLine, parseLogLine } from './log-lines.mjs';
import { entryPoint } from './stack-processes.mjs';

const READY_LIMIT_MS = 30_000;

/** One of our servers: started, ready when it says so, ended, and started again on the same ports. */
export class StackProcess {
  env;
  #guard;
  #name;
  #options;
  #child;
  #isExitExpected = false;

  constructor(guard, name, options) {
    this.#guard = guard;
    this.#name = name;
    this.#options = options;
  }

  get pid() {
    return this.isRunning ? this.#child.pid : undefined;
  }

  get isRunning() {
    return this.#child?.isRunning ?? false;
  }

  get lines() {
    return this.#child?.lines ?? [];
  }

  get exited() {
    return this.#child.exited;
  }

  async start(env) {
    const { ports } = this.#options;
    this.env = { ...env, PUBLIC_PORT: String(ports.public), PRIVATE_PORT: String(ports.private) };
    this.#isExitExpected = false;
    const child = await this.#guard.start({
      name: this.#name,
      command: process.execPath,
      args: ['--enable-source-maps', entryPoint(this.#name)],
      env: Object.fromEntries(Object.entries(this.env).filter(([, value]) => value !== undefined)),
    });
    this.#child = child;
    child.onLine((line) => this.#options.onLine?.(this.#name, line));
    await this.#untilReady(child);
    void child.exited.then((exit) => {
      if (!this.#isExitExpected && !this.#guard.isEnding) this.#options.onExit?.(exit);
    });
  }

  async #untilReady(child) {
    const ready = new Promise((resolve) => {
      const stop = child.onLine((line) => {
        if (parseLogLine(line)?.msg !== 'process.ready') return;
        stop();
        resolve(null);
      });
    });
    const limit = new AbortController();
    const problem = await Promise.race([
      ready,
      child.exited.then((exit) => describe(exit)),
      delay(READY_LIMIT_MS, 'was not ready after 30 s', { signal: limit.signal }).catch(() => null),
    ]);
    limit.abort();
    if (problem === null) return;
    const lines = child.lines.map((line) => formatLine(this.#name, line));
    const failure = new Failure(`${this.#name} ${problem}.\n${quote(lines)}`);
    failure.isPortTaken = child.lines.some((line) => line.includes('EADDRINUSE'));
    throw failure;
  }

  expectExit() {
    this.#isExitExpected = true;
  }

  async kill(signal) {
    this.expectExit();
    if (!this.isRunning) return;
    this.#child.signal(signal);
    await this.#child.exited;
  }

  async stop() {
    this.expectExit();
    if (this.isRunning) await this.#child.stop();
  }
}

/** How a process ended, in words. */
export function describe({ code, signal, error }) {
  if (error) return `could not run: ${error}`;
  return signal ? `was ended by ${signal}` : `ended with exit code ${code}`;
}
