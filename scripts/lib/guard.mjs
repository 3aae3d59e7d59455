import { fork } from 'node:child_process';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { endProcesses } from './end-processes.mjs';
import { Failure, quote } from './failure.mjs';
import { ROOT } from './paths.mjs';

const GUARDIAN = path.join(ROOT, 'scripts/lib/guardian.mjs');
const KEPT_LINES = 1_000;

const DEFAULTS = {
  args: [],
  cwd: ROOT,
  output: 'lines',
  order: 0,
  // A server of ours promises to close within 2 s.
  stop: [['SIGTERM', 3_000]],
  hurry: [],
};

/** One process started by the guardian, seen from the command that asked for it. */
class Child {
  #listeners = new Set();
  #resolveExit;

  constructor(id, { name, order, stop, hurry }, send) {
    this.id = id;
    this.name = name;
    this.ending = { order, stop, hurry };
    this.pid = undefined;
    this.lines = [];
    this.isRunning = true;
    this.send = send;
    this.exited = new Promise((resolve) => (this.#resolveExit = resolve));
  }

  /** Calls back for each line of output; returns the function that stops it. */
  onLine(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  signal(signal) {
    this.send({ op: 'signal', id: this.id, signal });
  }

  /** Ends the process group the way it was declared, and resolves when it is gone. */
  async stop() {
    this.send({ op: 'stop', id: this.id });
    return this.exited;
  }

  handleLine(line, stream) {
    this.lines.push(line);
    if (this.lines.length > KEPT_LINES) this.lines.shift();
    for (const listener of this.#listeners) listener(line, stream);
  }

  handleExit(exit) {
    this.isRunning = false;
    this.#resolveExit(exit);
  }
}

/**
 * The command's side of the guardian (see guardian.mjs): everything started or created through it is
 * gone when the command has ended, however it ended.
 */
export class Guard {
  #process;
  #children = new Map();
  #waiting = new Map();
  #leftovers = new Set();
  #lastId = 0;
  #ended;
  #isEnding = false;

  static async start() {
    const guard = new Guard();
    await guard.#ask({ op: 'hello' });
    return guard;
  }

  constructor() {
    this.#process = fork(GUARDIAN, [], {
      detached: true,
      execArgv: [],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      env: { PATH: process.env.PATH ?? '' },
    });
    this.pid = this.#process.pid;
    this.#ended = new Promise((resolve) => {
      this.#process.once('exit', () => resolve(this.#cleanUpAlone()));
      this.#process.once('error', (error) => resolve(Promise.reject(error)));
    });
    this.#ended.catch(() => undefined);
    this.#process.on('message', (message) => this.#receive(message));
  }

  get isEnding() {
    return this.#isEnding;
  }

  /** Resolves when the guardian has ended though nobody asked it to, and its work is done for it. */
  async lost() {
    await this.#ended;
    return this.#isEnding ? new Promise(() => undefined) : undefined;
  }

  /**
   * Starts a process in a group of its own.
   *
   * @param spec `output: 'lines'` brings its output here line by line, `'inherit'` lets it write to
   *   the terminal; `order` says who goes first at the end (servers 0, databases 1).
   */
  async start(options) {
    const id = ++this.#lastId;
    const spec = { ...DEFAULTS, ...options };
    const child = new Child(id, spec, (message) => this.#send(message));
    this.#children.set(id, child);
    await this.#ask({ op: 'start', id, spec });
    return child;
  }

  /** Runs a command to its end; a Failure quotes what it printed when it did not succeed. */
  async run(spec) {
    const child = await this.start(spec);
    const { code, signal, error } = await this.untilExit(child);
    if (code === 0) return child.lines;
    const reason = error ?? (signal ? `was ended by ${signal}` : `ended with exit code ${code}`);
    throw new Failure(`${spec.name}: ${reason}\n${quote(child.lines)}`);
  }

  /** How the process ended by itself; never, once everything is being ended: then nobody should go on. */
  async untilExit(child) {
    const exit = await child.exited;
    return this.#isEnding ? new Promise(() => undefined) : exit;
  }

  /** From here on the path is removed at the end. Ask before creating it, and nothing can be left. */
  async removeAtEnd(target) {
    this.#leftovers.add(target);
    await this.#ask({ op: 'removeAtEnd', path: target });
  }

  async keep(target) {
    this.#leftovers.delete(target);
    await this.#ask({ op: 'keep', path: target });
  }

  /** A command the guardian runs after all processes have ended, for what lives elsewhere. */
  async runAtEnd(spec) {
    await this.#ask({ op: 'runAtEnd', id: ++this.#lastId, spec });
  }

  /** Ends everything in order and resolves when nothing is left; asked again, it hurries. */
  end() {
    this.#send({ op: this.#isEnding ? 'hurry' : 'end' });
    this.#isEnding = true;
    return this.#ended;
  }

  #send(message) {
    if (this.#process.connected) this.#process.send(message, () => undefined);
  }

  #ask(message) {
    const ack = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(ack, resolve);
      void this.#ended.then(() => reject(new Failure('the guardian process has ended')), reject);
      this.#send({ ...message, ack });
    });
  }

  #receive(message) {
    if (message.event === 'ack') {
      this.#waiting.get(message.ack)?.();
      this.#waiting.delete(message.ack);
      return;
    }
    const child = this.#children.get(message.id);
    if (message.event === 'started') child.pid = message.pid;
    if (message.event === 'line') child.handleLine(message.line, message.stream);
    if (message.event === 'exit') {
      this.#children.delete(message.id);
      child.handleExit(message);
    }
  }

  /** Somebody may kill the guardian itself; then the command does its work. */
  async #cleanUpAlone() {
    const orphans = [...this.#children.values()].filter((child) => child.pid !== undefined);
    if (orphans.length > 0) {
      await endProcesses(orphans.map((child) => ({ pid: child.pid, ...child.ending })));
      for (const child of orphans) child.handleExit({ error: 'the guardian process was killed' });
    }
    for (const target of this.#leftovers) await rm(target, { recursive: true, force: true });
  }
}
