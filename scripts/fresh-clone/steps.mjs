import { eventually } from '../demo/control.mjs';
import { Failure, quote } from '../lib/failure.mjs';
import { Checkout, exitOf, interrupt } from './checkout.mjs';
import { isOpen, processesIn, takeSnapshot, whatIsNew } from './snapshot.mjs';

const SECOND_START_MS = 15_000;
const TEST_LIMIT_MS = 180_000;
const GONE_WITHIN_MS = 15_000;

/**
 * Everything a stranger does with two fresh clones, each step leaving the machine as it was.
 *
 * @param options `report(title, figures)` is told of each step; `tests` is a pattern of test files
 */
export async function freshCloneSteps(base, account, { report, tests }) {
  const [one, two] = ['one', 'two'].map((name) => new Checkout(base, name, account, tests));
  const step = async (title, act) => {
    const before = takeSnapshot(base);
    const ports = [];
    const note = await act(ports);
    await nothingLeft(before, base, ports);
    report(title, note);
  };

  await step('first start from a bare clone, then Ctrl-C', (ports) =>
    startAndInterrupt(one, ports),
  );
  await step('second start, then Ctrl-C', async (ports) => {
    const note = await startAndInterrupt(one, ports);
    if (note.readyMs > SECOND_START_MS) throw new Failure(`second start took ${note.readyMs} ms`);
    return note;
  });
  await step('kill -9 of the supervisor', (ports) => startAndKill(one, ports));
  await step('start after kill -9; a second one in the same clone is refused', (ports) =>
    startTwiceInOne(one, ports),
  );
  await step('two clones at once, then TERM', (ports) => startBoth(one, two, ports));
  await step('npm test', () => runTests(one));
  // Two share the machine, so each may take twice as long.
  await step('npm test in two clones at once', async () => {
    const [first] = await Promise.all([one, two].map((one) => runTests(one, 2 * TEST_LIMIT_MS)));
    return first;
  });
  await step('kill -9 of npm test', () => killTests(one));
}

async function startAndInterrupt(checkout, ports) {
  const run = checkout.npm('start');
  const readyMs = Math.round(await checkout.untilReady(run));
  ports.push(...(await checkout.ports()));
  const code = await interrupt(run);
  // npm itself answers a Ctrl-C with a code of its own, or passes ours on.
  if (![0, 130].includes(code ?? 130))
    throw new Failure(`exit code ${code} after Ctrl-C\n${quote(run.lines)}`);
  return { readyMs };
}

async function startAndKill(checkout, ports) {
  const run = checkout.npm('start');
  const readyMs = Math.round(await checkout.untilReady(run));
  ports.push(...(await checkout.ports()));
  process.kill((await checkout.runFile()).pid, 'SIGKILL');
  await exitOf(run);
  return { readyMs };
}

async function startTwiceInOne(checkout, ports) {
  const run = checkout.npm('start');
  const readyMs = Math.round(await checkout.untilReady(run));
  ports.push(...(await checkout.ports()));
  const second = checkout.npm('start');
  const code = await exitOf(second);
  const isRefused = second.lines.some((line) => line.includes('already runs from this checkout'));
  if (code === 0 || !isRefused)
    throw new Failure(`a second start was not refused\n${quote(second.lines)}`);
  await interrupt(run);
  return { readyMs };
}

async function startBoth(one, two, ports) {
  const runs = [one, two].map((checkout) => ({ checkout, run: checkout.npm('start') }));
  const readyMs = await Promise.all(
    runs.map(({ checkout, run }) => checkout.untilReady(run).then(Math.round)),
  );
  for (const { checkout } of runs) ports.push(...(await checkout.ports()));
  if (new Set(ports).size !== ports.length) throw new Failure('two clones share a port');
  for (const { checkout } of runs) process.kill((await checkout.runFile()).pid, 'SIGTERM');
  await Promise.all(runs.map(({ run }) => exitOf(run)));
  return { readyMs: Math.max(...readyMs) };
}

async function runTests(checkout, limitMs = TEST_LIMIT_MS) {
  const run = checkout.npm('test', ...checkout.testArgs);
  const code = await run.exit;
  const tookMs = Math.round(performance.now() - run.startedAt);
  if (code !== 0) throw new Failure(`npm test ended with ${code}\n${quote(run.lines, 60)}`);
  if (tookMs > limitMs) throw new Failure(`npm test took ${tookMs} ms`);
  return { tookMs, result: run.lines.at(-1) };
}

async function killTests(checkout) {
  const run = checkout.npm('test', ...checkout.testArgs);
  await eventually(
    () => (run.lines.some((line) => line.startsWith('PASS')) ? true : null),
    120_000,
  );
  const supervisor = processesIn(checkout.folder).find(({ text }) =>
    text.includes('scripts/test.mjs'),
  );
  if (supervisor === undefined) throw new Failure(`npm test did not run\n${quote(run.lines)}`);
  process.kill(supervisor.pid, 'SIGKILL');
  await exitOf(run);
  return {};
}

async function nothingLeft(before, base, ports) {
  let left = [];
  const isClean = await eventually(async () => {
    const open = [];
    for (const port of ports) if (await isOpen(port)) open.push(`port ${port}`);
    left = [...whatIsNew(before, base), ...open];
    return left.length === 0 ? true : null;
  }, GONE_WITHIN_MS);
  if (!isClean) throw new Failure(`left behind:\n${quote(left)}`);
}
