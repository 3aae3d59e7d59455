import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../lib/failure.mjs';
import { ROOT } from '../lib/paths.mjs';
import { importCompiled } from './compiled.mjs';

/** The programs that read the environment, and the file that says through which schemas. */
const PROGRAMS = {
  api: 'apps/api/src/api.config.ts',
  worker: 'apps/worker/src/main.ts',
  media: 'apps/media/src/main.ts',
  simulator: 'apps/simulator/src/main.ts',
  'sample tenant': 'apps/simulator/src/sample-tenant/main.ts',
  migrate: 'libs/database/src/cli/migrate.ts',
  seed: 'apps/worker/src/cli/seed.ts',
};

const TITLES = {
  processConfigSchema: 'Every process',
  secretsConfigSchema: "The installation's own keys",
  databaseConfigSchema: 'PostgreSQL',
  queueConfigSchema: 'Redis: the queues',
  stateConfigSchema: 'Redis: the state',
  graphConfigSchema: "Meta's Graph API",
  storageConfigSchema: 'Files: recordings, transcripts, voicemail',
  identityConfigSchema: 'Access tokens',
  fanoutConfigSchema: 'Webhooks to tenants',
  ingestConfigSchema: "Meta's webhooks",
  addressConfigSchema: "Meta's webhooks: from where",
  apiConfigSchema: 'The API',
  workerConfigSchema: 'The worker',
  mediaConfigSchema: 'Media nodes',
  simulatorConfigSchema: 'The simulator (never in production)',
  tenantConfigSchema: 'The sample tenant (never in production)',
  migrateConfigSchema: 'Migrations: npm run migrate',
};

const HEAD = `# Written by scripts/generate-docs.mjs from the schemas that read the environment. Run
# npm run docs:generate.
#
# npm start, npm run demo and npm test need none of this: they give every process its settings. Who
# starts the processes himself copies this file to .env, fills it in, and starts each process with
# node --env-file=.env dist/apps/<app>/src/main.js (see docs/operations.md).
#
# A line without # must be given. A line with # shows the default, or nothing where there is none. A
# process prints every problem of its settings at once and exits 1.
`;

const COMMANDS = `# --- npm start, npm run demo, npm test --------------------------------------------------------------
# Read from the shell by the commands, not by the processes they start.

# A PostgreSQL of yours instead of the one in the packages. Alone, DATABASE_URL is the URL of the role
# that owns the database; with DATABASE_OWNER_URL beside it, it is that of the role <database>_app.
# DATABASE_URL=
# DATABASE_OWNER_URL=

# A Redis of yours instead of a redis-server or valkey-server that is found or installed.
# REDIS_URL=

# The world that is seeded and simulated. npm run seed by itself needs it set.
# SEED_FILE=seed/two-tenants.json
`;

/** .env.example: each setting with its comment and default, by the schema that declares it. */
export async function envExample() {
  const { default: ts } = await import('typescript');
  const sources = await readSources();
  const readers = await readersOf(sources);
  const seen = new Set();
  const sections = [];
  for (const [schema, programs] of readers) {
    const section = await sectionOf(ts, { schema, programs, sources, seen });
    if (section !== undefined) sections.push(section);
  }
  return [HEAD, COMMANDS + (await portsOfStart()), ...sections].join('\n');
}

async function readSources() {
  const files = [];
  for (const top of ['libs', 'apps']) {
    const entries = await readdir(path.join(ROOT, top), { recursive: true });
    const wanted = entries.filter((file) => file.endsWith('.ts') && !/spec\.ts$/.test(file));
    for (const file of wanted.sort()) files.push(path.posix.join(top, file));
  }
  const texts = files.map(async (file) => [file, await readFile(path.join(ROOT, file), 'utf8')]);
  return new Map(await Promise.all(texts));
}

/** Which programs read which schema, in the order of the programs. */
async function readersOf(sources) {
  const readers = new Map();
  for (const [program, file] of Object.entries(PROGRAMS)) {
    const text = sources.get(file);
    if (text === undefined) throw new Failure(`${file} is gone: mend PROGRAMS in scripts/docs.`);
    for (const [name] of text.matchAll(/\b\w+ConfigSchema\b/g)) {
      readers.set(name, new Set([...(readers.get(name) ?? []), program]));
    }
  }
  const order = Object.keys(TITLES);
  return [...readers].sort(([a], [b]) => order.indexOf(a) - order.indexOf(b));
}

async function sectionOf(ts, { schema, programs, sources, seen }) {
  const title = TITLES[schema];
  if (title === undefined) throw new Failure(`${schema} has no title in scripts/docs.`);
  const declaration = new RegExp(`\\bconst ${schema} =`);
  const [file] = [...sources].find(([, text]) => declaration.test(text)) ?? [];
  if (file === undefined) throw new Failure(`nothing declares ${schema}.`);
  const settings = settingsIn(ts, { file, text: sources.get(file), schema });
  const fields = await fieldsOf(file, settings);
  const lines = [];
  for (const { name, comment, isOptional } of settings) {
    if (seen.has(name)) continue;
    seen.add(name);
    lines.push(...(comment === '' ? [] : ['', ...wrapped(comment)]));
    const field = fields?.[name];
    lines.push(field === undefined ? lineOf(name, { isOptional }) : lineOf(name, factsOf(field)));
  }
  if (lines.length === 0) return undefined;
  const rule = `# --- ${title} `.padEnd(101, '-');
  return `${rule}\n# Read by ${[...programs].join(', ')}.\n${lines.join('\n')}\n`;
}

/** The settings of a schema as its source has them: name, comment, and whether they may be missing. */
function settingsIn(ts, { file, text, schema }) {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found = [];
  const visit = (node, isInside) => {
    const isSchema = ts.isVariableDeclaration(node) && node.name.getText(source) === schema;
    const isSetting = isInside && ts.isPropertyAssignment(node);
    const name = isSetting ? node.name.getText(source) : '';
    const isField = /^[A-Z][A-Z0-9_]+$/.test(name);
    const isFirst = !found.some((setting) => setting.name === name);
    if (isField && isFirst) {
      const [doc] = ts.getJSDocCommentsAndTags(node);
      found.push({
        name,
        comment: doc === undefined ? '' : (ts.getTextOfJSDocComment(doc.comment) ?? ''),
        isOptional: node.initializer.getText(source).endsWith('.optional()'),
      });
      return;
    }
    ts.forEachChild(node, (child) => visit(child, isInside || isSchema));
  };
  visit(source, false);
  return found;
}

/** The schema as it runs, found by its fields; undefined for one that its file keeps to itself. */
async function fieldsOf(file, settings) {
  // A command runs when it is imported.
  if (file.includes('/cli/')) return undefined;
  const exported = Object.values(await importCompiled(file));
  const candidates = exported.flatMap((value) =>
    typeof value === 'object' && value !== null ? [value, ...Object.values(value)] : [],
  );
  for (const candidate of candidates) {
    const shape = shapeOf(candidate);
    if (shape && settings.every(({ name }) => name in shape)) return shape;
  }
  throw new Failure(`${file} exports no schema of ${settings.map(({ name }) => name).join(', ')}.`);
}

function shapeOf(schema) {
  let at = schema;
  while (at?.def?.type === 'pipe') at = at.def.in;
  return at?.def?.type === 'object' ? at.shape : undefined;
}

/** Whether a field may be missing, and what it then is in the environment's own text. */
function factsOf(field) {
  for (let at = field; at?.def !== undefined; at = at.def.innerType ?? at.def.in) {
    const { type, defaultValue } = at.def;
    if (type === 'optional') return { isOptional: true };
    if (type === 'default') return { isOptional: true, fallback: String(defaultValue) };
  }
  return { isOptional: false };
}

function lineOf(name, { isOptional, fallback = '' }) {
  return isOptional ? `# ${name}=${fallback}` : `${name}=`;
}

function wrapped(text) {
  const words = text.split(/\s+/).filter(Boolean);
  const lines = [];
  let line = '#';
  for (const word of words) {
    if (`${line} ${word}`.length > 100) {
      lines.push(line);
      line = '#';
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}

/** The fixed ports that `npm start` takes, as its script names them. */
async function portsOfStart() {
  const text = await readFile(path.join(ROOT, 'scripts/start.mjs'), 'utf8');
  const names = [...text.matchAll(/'([A-Z]+_PORT)'/g)].map(([, name]) => name);
  return `
# npm start only: fixed ports instead of free ones.
${names.map((name) => `# ${name}=`).join('\n')}
`;
}
