/**
 * Plants the bugs of seeded-bugs/list.mjs one after another in a copy of the work tree and runs the
 * tests that must notice. A bug that no test notices survives, and that is a failure: of the tests.
 *
 *   node scripts/seeded-bugs.mjs [--only <name or its beginning, such as sim->]
 */
import { parseArgs } from 'node:util';
import { runCommand } from './lib/command.mjs';
import { Failure } from './lib/failure.mjs';
import { installPackages } from './lib/install-packages.mjs';
import { makeScratch } from './lib/scratch.mjs';
import { Checkout } from './seeded-bugs/checkout.mjs';
import { BUGS } from './seeded-bugs/list.mjs';

await runCommand('seeded-bugs', async ({ guard, say }) => {
  const bugs = chosenBugs();
  await installPackages(guard, say);
  const checkout = await Checkout.make(await makeScratch(guard, 'seeded'), guard);
  const problems = (await Promise.all(bugs.map((bug) => checkout.problemsOf(bug)))).flat();
  if (problems.length > 0) throw new Failure(problems.join('\n'));

  say('the tests without a bug …');
  await requireGreen(checkout, [...new Set(bugs.flatMap(({ tests }) => tests))]);

  const open = [];
  for (const bug of bugs) {
    const startedAt = performance.now();
    const { isCaught, text } = verdictOf(
      await checkout.withBug(bug, () => checkout.test(bug.tests)),
    );
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    say(`${isCaught ? 'caught' : 'NOT CAUGHT'}  ${bug.name} (${seconds} s): ${text}`);
    if (!isCaught) open.push(bug.name);
  }
  say(
    open.length === 0
      ? `all ${bugs.length} bugs were caught`
      : `${open.length} of ${bugs.length} bugs were not caught: ${open.join(', ')}`,
  );
  return open.length === 0 ? 0 : 1;
});

function chosenBugs() {
  const { values } = parseArgs({ options: { only: { type: 'string' } } });
  if (values.only === undefined) return BUGS;
  const chosen = BUGS.filter(({ name }) => name.startsWith(values.only));
  if (chosen.length > 0) return chosen;
  throw new Failure(
    `There is no bug ${values.only}; there are:\n${BUGS.map(({ name }) => `  ${name}`).join('\n')}`,
  );
}

/** A test that is red anyway notices nothing. */
async function requireGreen(checkout, tests) {
  const { hasSucceeded, failed, broken } = await checkout.test(tests);
  if (hasSucceeded) return;
  throw new Failure(
    `These fail without a bug; mend them first:\n${[...failed, ...broken].join('\n')}`,
  );
}

/** Only a test that says no has noticed; a file that does not even load, or a set-up, has not. */
function verdictOf({ passed, failed, broken }) {
  if (broken.length > 0) return { isCaught: false, text: `not even tried: ${broken[0]}` };
  if (failed.length === 0) return { isCaught: false, text: 'it SURVIVED, every test passed' };
  if (passed === 0) return { isCaught: false, text: `nothing passed, not even: ${failed[0]}` };
  const others = failed.length === 1 ? '' : ` (and ${failed.length - 1} more)`;
  return { isCaught: true, text: `${failed[0]}${others}` };
}
