/** `npm run build`: compiles apps, libs, migrations and bench into dist. */
import { build } from './lib/build.mjs';
import { runCommand } from './lib/command.mjs';

await runCommand('build', ({ say }) => build(say));
