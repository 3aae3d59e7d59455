/**
 * The sender of webhooks, in a process of its own: the parent says over IPC what to do. Requests are
 * made and signed before they are timed, and sent over plain sockets, so that the sender costs little.
 */
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { connectBody, postBytes } from './connect-webhooks.mjs';

const TICK_MS = 1;

let target;
let made = 0;
let requests = [];

process.on('disconnect', () => process.exit());
process.on('message', ({ id, op, ...options }) => {
  OPS[op](options).then(
    (result) => process.send({ id, result }),
    (error) => process.send({ id, error: error.stack }),
  );
});

const OPS = {
  async open(options) {
    target = options;
  },

  async prepare({ count }) {
    while (requests.length < count) requests.push(nextRequest());
  },

  /** As much as is taken: every connection has one request under way. */
  async saturate({ seconds }) {
    const connections = await openConnections();
    const run = new Run();
    const until = performance.now() + seconds * 1000;
    await Promise.all(
      connections.map(async (connection) => {
        while (performance.now() < until) run.note(await connection.send(takeRequest()));
      }),
    );
    return run.result(connections);
  },

  /**
   * So many a second, whatever the answers do: a request is late from the moment it was due, also
   * when it had to wait for a free connection.
   */
  async pace({ perSecond, seconds }) {
    const connections = await openConnections();
    const run = new Run();
    const free = [...connections];
    const due = [];
    const total = Math.floor(perSecond * seconds);
    const startedAt = performance.now();
    let [scheduled, answered] = [0, 0];
    const pump = () => {
      while (due.length > 0 && free.length > 0) {
        const [connection, dueAt] = [free.pop(), due.shift()];
        connection.send(takeRequest()).then(({ status }) => {
          run.note({ status, ms: performance.now() - dueAt });
          answered += 1;
          free.push(connection);
          pump();
        }, run.fail);
      }
    };
    while (answered < total && run.error === undefined) {
      const now = performance.now();
      for (; scheduled < total; scheduled += 1) {
        const dueAt = startedAt + (scheduled * 1000) / perSecond;
        if (dueAt > now) break;
        due.push(dueAt);
      }
      pump();
      await delay(TICK_MS);
    }
    if (run.error) throw run.error;
    return run.result(connections);
  },
};

/** Kept alive for a run, and no longer: a server closes what nobody uses. */
function openConnections() {
  const { url, connections } = target;
  return Promise.all(Array.from({ length: connections }, () => Connection.open(url)));
}

function nextRequest() {
  const { url, appSecret, numbers } = target;
  made += 1;
  return postBytes(url, appSecret, connectBody(numbers[made % numbers.length], made));
}

function takeRequest() {
  return requests.pop() ?? nextRequest();
}

/** What was answered, and what it cost this process. */
class Run {
  #cpu = process.cpuUsage();
  #startedAt = performance.now();
  #statuses = {};
  #times = [];

  note({ status, ms }) {
    this.#statuses[status] = (this.#statuses[status] ?? 0) + 1;
    this.#times.push(ms);
  }

  fail = (error) => {
    this.error = error;
  };

  result(connections) {
    for (const connection of connections) connection.close();
    const seconds = (performance.now() - this.#startedAt) / 1000;
    const { user, system } = process.cpuUsage(this.#cpu);
    const times = this.#times.sort((a, b) => a - b);
    const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))];
    const { 200: accepted = 0, ...others } = this.#statuses;
    return {
      accepted,
      refused: Object.values(others).reduce((sum, count) => sum + count, 0),
      seconds,
      perSecond: accepted / seconds,
      cpuShare: (user + system) / 1e6 / seconds,
      p50Ms: at(0.5),
      p99Ms: at(0.99),
    };
  }
}

/** One kept-alive connection with at most one request under way. */
class Connection {
  #socket;
  #answer = '';
  #settle;
  #sentAt;

  static open(url) {
    const { hostname, port } = new URL(url);
    return new Promise((resolve, reject) => {
      const connection = new Connection();
      const socket = connect(Number(port), hostname, () => resolve(connection));
      socket.setNoDelay(true).once('error', reject);
      socket.on('data', (chunk) => connection.#take(chunk));
      socket.on('close', () => connection.#settle?.reject(new Error('the connection was closed')));
      connection.#socket = socket;
    });
  }

  close() {
    this.#socket.destroy();
  }

  send(bytes) {
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
      this.#sentAt = performance.now();
      this.#socket.write(bytes);
    });
  }

  #take(chunk) {
    this.#answer += chunk.toString('latin1');
    const end = this.#answer.indexOf('\r\n\r\n');
    if (end < 0) return;
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(this.#answer)?.[1] ?? 0);
    if (this.#answer.length < end + 4 + length) return;
    const status = Number(this.#answer.slice(9, 12));
    this.#answer = '';
    const { resolve } = this.#settle;
    this.#settle = undefined;
    resolve({ status, ms: performance.now() - this.#sentAt });
  }
}
