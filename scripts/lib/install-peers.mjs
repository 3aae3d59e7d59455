import { access, constants } from 'node:fs/promises';
import { aptInstall } from './apt-get.mjs';
import { Failure } from './failure.mjs';

/** Programs that only some tests need, as Debian names their packages. */
const PEERS = [
  {
    debian: 'chromium',
    program: '/usr/bin/chromium',
    variable: 'PATCHBAY_CHROMIUM',
    advice: `no Chromium: the tests in a browser are skipped. To run them, install one:
  Debian, Ubuntu   sudo apt-get install chromium
  Fedora, RHEL     sudo dnf install chromium
  Arch             sudo pacman -S chromium
or name the program, e.g. PATCHBAY_CHROMIUM="/Applications/Google Chrome.app/Contents/MacOS/Google Chrome".`,
  },
  {
    debian: 'python3',
    program: '/usr/bin/python3',
    variable: 'PATCHBAY_PYTHON',
    advice: `no Python: the receiver in Python of docs/webhooks.md is not run. Install python3, or name it
in PATCHBAY_PYTHON.`,
  },
];

/**
 * Peers for the tests. Unlike the servers not everybody needs them: they are installed where a skipped
 * test is a failure, in CI, and there only where that needs no question.
 */
export async function installPeers(guard, say) {
  for (const peer of PEERS) await installPeer(peer, { guard, say });
}

async function installPeer({ debian, program, variable, advice }, { guard, say }) {
  const named = process.env[variable];
  if (await isExecutable(named ?? program)) return;
  const canInstall = process.getuid?.() === 0 && (await isExecutable('/usr/bin/apt-get'));
  if (process.env.CI !== 'true' || named !== undefined || !canInstall) {
    say(advice);
    return;
  }
  say(`installing ${debian} with apt-get, once per machine …`);
  await aptInstall(guard, debian);
  if (!(await isExecutable(program))) {
    throw new Failure(`${debian} was installed, yet there is no ${program}.`);
  }
}

function isExecutable(file) {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
