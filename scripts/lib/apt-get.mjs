/** Installs Debian packages, without what they merely recommend. Asks nothing; wants root. */
export async function aptInstall(guard, ...packages) {
  await aptGet(guard, ['update', '-q']);
  await aptGet(guard, ['install', '-q', '-y', '--no-install-recommends', ...packages]);
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
