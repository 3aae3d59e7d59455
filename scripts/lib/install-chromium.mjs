import { access, constants } from 'node:fs/promises';
import { aptInstall } from './apt-get.mjs';
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
  await aptInstall(guard, 'chromium');
  if (!(await isExecutable(DEFAULT))) {
    throw new Failure(`chromium was installed, yet there is no ${DEFAULT}.`);
  }
}

function isExecutable(file) {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
