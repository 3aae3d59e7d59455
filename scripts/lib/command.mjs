import { Failure } from './failure.mjs';
import { Guard } from './guard.mjs';
import { parentOf } from './process-identity.mjs';

/** npm sends a Ctrl-C on to its child, which the terminal has already told: one press, two signals. */
const SAME_PRESS_MS = 400;
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };
const PARENT_POLL_MS = 500;

/**
 * Runs the body of a command line tool: one guard for all it starts, signals turned into an orderly
 * end (a second one hurries it), a Failure printed as plain words, and an exit code that tells the truth.
 *
 * @param {(context: { guard: Guard, say: (text: string) => void }) => Promise<number | void>} body
 *   what it resolves to is the exit code
 * @param {{ exitCodeOnSignal?: number }} options 0 for a server, of which Ctrl-C is the normal end
 */
export async function runCommand(name, body, options = {}) {
  const say = (text) => process.stderr.write(`${name}: ${text}\n`);
  const guard = await Guard.start();
  let isInterrupted = false;
  const finish = async (code) => {
    await guard.end();
    await flush();
    process.exit(code);
  };
  onInterrupt((signal) => {
    if (!isInterrupted) say(`${signal}, stopping …`);
    isInterrupted = true;
    void finish(options.exitCodeOnSignal ?? EXIT_CODES[signal]);
  });
  void guard.lost().then(() => {
    say('its guardian process was killed, so everything has been stopped');
    process.exit(1);
  });
  try {
    const code = await body({ guard, say });
    if (!isInterrupted) await finish(code ?? 0);
  } catch (error) {
    if (isInterrupted) return;
    process.stderr.write(`\n${name}: ${error instanceof Failure ? error.message : error.stack}\n`);
    await finish(1);
  }
}

function onInterrupt(stop) {
  let lastAt = -Infinity;
  const interrupt = (signal) => {
    const at = performance.now();
    if (at - lastAt < SAME_PRESS_MS) return;
    lastAt = at;
    stop(signal);
  };
  for (const signal of Object.keys(EXIT_CODES)) process.on(signal, interrupt);
  // The reader of our output is gone (`npm start | head`): nobody is left to work for.
  process.stdout.on('error', () => interrupt('SIGHUP'));
  process.stderr.on('error', () => interrupt('SIGHUP'));
  watchParent(() => interrupt('SIGHUP'));
}

/**
 * When npm started us and is killed without a chance to tell, its child must not live on alone. npm
 * starts a shell that starts us, so the shell's parent is looked at as well as our own.
 */
function watchParent(onGone) {
  if (process.env.npm_lifecycle_event === undefined) return;
  const ancestors = () => `${process.ppid} ${parentOf(process.ppid)}`;
  const first = ancestors();
  const timer = setInterval(() => {
    if (ancestors() === first) return;
    clearInterval(timer);
    onGone();
  }, PARENT_POLL_MS);
  timer.unref();
}

/** process.exit drops what a pipe has not taken yet. */
async function flush() {
  await Promise.all(
    [process.stdout, process.stderr].map(
      (stream) =>
        new Promise((resolve) => (stream.writable ? stream.write('', resolve) : resolve())),
    ),
  );
}
