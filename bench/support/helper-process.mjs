import { fork } from 'node:child_process';
import path from 'node:path';
import { Failure } from '../../scripts/lib/failure.mjs';
import { ROOT } from '../../scripts/lib/paths.mjs';

const SPARE_SECONDS = 60;

/** A process of a bench's own, which does what it is told and answers. It ends with this one. */
export class HelperProcess {
  #child;
  #waiting = new Map();
  #count = 0;

  constructor(file) {
    this.#child = fork(path.join(ROOT, 'bench/support', file), { stdio: ['ignore', 2, 2, 'ipc'] });
    this.#child.on('message', ({ id, result, error }) => {
      const { resolve, reject } = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error === undefined) resolve(result);
      else reject(new Error(error));
    });
    this.#child.once('exit', (code) => {
      for (const { reject } of this.#waiting.values()) reject(new Error(`${file} ended: ${code}`));
    });
  }

  /** Resolves to what the operation returns; what takes `seconds` must answer a minute later. */
  do(op, options = {}) {
    this.#count += 1;
    const id = this.#count;
    let timer;
    const limit = new Promise((_, reject) => {
      const overdue = () => reject(new Failure(`${op} did not end in time`));
      timer = setTimeout(overdue, ((options.seconds ?? 0) + SPARE_SECONDS) * 1000);
    });
    const done = new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#child.send({ id, op, ...options });
    });
    return Promise.race([done, limit]).finally(() => clearTimeout(timer));
  }

  end() {
    this.#child.kill();
  }
}
