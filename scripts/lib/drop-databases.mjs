/** Run by the guardian at the end of a test run on a PostgreSQL that is not ours to throw away. */
import { dropByPrefix } from './database.mjs';

const [ownerUrl, prefix] = [process.env.OWNER_URL, process.env.PREFIX];
await dropByPrefix(ownerUrl, prefix);
