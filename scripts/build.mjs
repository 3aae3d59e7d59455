/** `npm run build`: compiles apps, libs, migrations and bench into dist. */
import { build } from './lib/build.mjs';
import { runCommand } from './lib/command.mjs';
import { installPackages } from './lib/install-packages.mjs';

await runCommand('build', async ({ guard, say }) => {
  await installPackages(guard, say);
  await build(say);
});
