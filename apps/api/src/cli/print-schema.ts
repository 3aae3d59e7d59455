import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { graphqlSdl } from '../graphql/graphql-sdl.js';

/** Writes the SDL of the API: `node dist/apps/api/src/cli/print-schema.js [file]`. */
const file =
  process.argv[2] ?? fileURLToPath(new URL('../../../../../apps/api/schema.gql', import.meta.url));
await writeFile(file, await graphqlSdl());
process.stdout.write(`${file}\n`);
