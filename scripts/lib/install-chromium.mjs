import { access, constants } from 'node:fs/promises';
import { Failure } from './failure.mjs';

const DEFAULT = '/usr/bin/chromium';

const ADVICE = `no Chromium: the tests in a browser are skipped. To run them, install one:
  Debian, Ubuntu   sudo apt-get install chromium
  Fedora, RHEL     sudo dnf install chromium
  Arch             sudo pacman -S chromium
or name the program, e.g. PATCHBAY_CHROMIUM="/Applications/Google Chrome.app/Contents/MacOS/Google Chrome".`;

/**
 * Chromium for the tests that talk to a browser. Unlike the servers it is large, and only some tests
 * need it: installed where a skipped test is a failure, in CI, and there only where that needs no question.
 */
export async function installChromium(guard, say) {
  const program = process.env.PATCHBAY_CHROMIUM ?? DEFAULT;
  if (await isExecutable(program)) return;
  const canInstall = process.getuid?.() === 0 && (await isExecutable('/usr/bin/apt-get'));
  if (process.env.CI !== 'true' || process.env.PATCHBAY_CHROMIUM !== undefined || !canInstall) {
    say(ADVICE);
    return;
  }
  say('installing chromium with apt-get, once per machine …');
  await aptGet(guard, ['update', '-q']);
  await aptGet(guard, ['install', '-q', '-y', '--no-install-recommends', 'chromium']);
  if (!(await isExecutable(DEFAULT))) {
    throw new Failure(`chromium was installed, yet there is no ${DEFAULT}.`);
  }
}

function aptGet(guard, args) {
  return guard.run({
    name: `apt-get ${args[0]}`,
    command: 'apt-get',
    args: ['-o', 'DPkg::Lock::Timeout=120', ...args],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    // A package manager stopped half-way leaves work for the next one: give it time to finish.
    stop: [['SIGINT', 20_000]],
  });
}

function isExecutable(file) {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
