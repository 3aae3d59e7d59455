/**
 * `node scripts/prepare.mjs <folder>`: what `npm start` does before the processes start, for a
 * machine where something else starts them: keys, schema, seed. The folder keeps keys and logins.
 */
import path from 'node:path';
import { runCommand } from './lib/command.mjs';
import { ensureDatabase, migrateDatabase } from './lib/database.mjs';
import { Failure } from './lib/failure.mjs';
import { makeSecrets, readOrMake } from './lib/secrets.mjs';
import { seed } from './lib/seed.mjs';

await runCommand('prepare', async ({ guard, say }) => {
  const [folder] = process.argv.slice(2);
  const { DATABASE_OWNER_URL: ownerUrl, DATABASE_ROLE_PASSWORD: rolePassword } = process.env;
  if (!folder || !ownerUrl || !rolePassword) {
    throw new Failure(
      'usage: DATABASE_OWNER_URL=… DATABASE_ROLE_PASSWORD=… DATABASE_URL=… node scripts/prepare.mjs <folder>',
    );
  }
  const secretsFile = path.join(folder, 'secrets.json');
  await readOrMake(secretsFile, makeSecrets);
  await ensureDatabase(ownerUrl);
  await migrateDatabase(guard, { ownerUrl, rolePassword });
  const env = { ...process.env, SECRETS_FILE: secretsFile };
  const logins = await seed(guard, { env, loginsFile: path.join(folder, 'logins.json') });
  say(`ready: ${logins.tenants.map(({ key }) => key).join(', ')}; logins in ${folder}/logins.json`);
});
