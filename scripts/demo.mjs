/**
 * `npm run demo`: the whole system in temporary folders, one call from a WhatsApp user and one to a
 * WhatsApp user, and a verdict. `--json` ends with one JSON object; `--fault <name>` breaks the sound
 * on purpose.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { request, signIn } from './demo/control.mjs';
import { evaluateCall } from './demo/evaluate.mjs';
import { faultOf } from './demo/faults.mjs';
import { playBusinessInitiated, playUserInitiated } from './demo/play.mjs';
import { timelineOf } from './demo/timeline.mjs';
import { runCommand } from './lib/command.mjs';
import { throwAwayDatabase } from './lib/database.mjs';
import { Failure } from './lib/failure.mjs';
import { installPackages } from './lib/install-packages.mjs';
import { DIST } from './lib/paths.mjs';
import { machineClient } from './lib/seed.mjs';
import { startStack } from './lib/stack.mjs';
import { SEED_FILE } from './lib/stack-processes.mjs';

const TENANT = 'acme';

await runCommand('demo', async ({ guard, say }) => {
  const { isJson, fault } = readArguments(process.argv.slice(2));
  await installPackages(guard, say);
  say('starting the whole system in a temporary folder …');
  const variables = {
    REDIS_URL: process.env.REDIS_URL,
    DATABASE_OWNER_URL: await throwAwayDatabase(guard, 'patchbay_demo'),
  };
  const stack = await startStack({ guard, tenants: [TENANT], variables, say });
  say(`ready in ${(performance.now() / 1000).toFixed(1)} s; two calls of 8 s follow …`);
  const stage = await setStage(stack, fault);
  const verdicts = [];
  for (const play of [playUserInitiated, playBusinessInitiated]) {
    const facts = await play(stage);
    const verdict = evaluateCall(facts, stage.assessHearing);
    verdicts.push(verdict);
    process.stdout.write(`${timelineOf(facts, verdict)}\n`);
    await mend(stage, stack);
  }
  const failed = verdicts.flatMap((verdict) => verdict.failed);
  const ok = failed.length === 0;
  process.stdout.write(
    `\n${ok ? 'Both calls went as they should.' : `${failed.length} failed.`}\n`,
  );
  if (isJson) {
    process.stdout.write(
      `${JSON.stringify({ ok, calls: verdicts.map(({ call }) => call), failed })}\n`,
    );
  }
  return ok ? 0 : 1;
});

function readArguments(args) {
  const rest = [...args];
  const isJson = take(rest, '--json') !== undefined;
  const at = rest.indexOf('--fault');
  const [, name] = at === -1 ? [] : rest.splice(at, 2);
  if (at !== -1 && name === undefined) throw new Failure('--fault needs a name.');
  if (rest.length > 0) {
    throw new Failure(`unknown argument ${rest[0]}. There are --json and --fault <name>.`);
  }
  return { isJson, fault: faultOf(name) };
}

function take(args, flag) {
  const at = args.indexOf(flag);
  return at === -1 ? undefined : args.splice(at, 1)[0];
}

async function setStage(stack, fault) {
  const simulatorUrl = stack.urls.simulator.publicUrl;
  const tenantUrl = stack.urls[`sample-tenant-${TENANT}`].publicUrl;
  if (fault?.peer === 'simulator') {
    await request('PUT', `${simulatorUrl}/_sim/v1/faults`, { media: fault.media });
  }
  if (fault?.peer === 'tenant') {
    await request('PUT', `${tenantUrl}/_tenant/v1/faults`, { media: fault.media });
  }
  const measure = path.join(DIST, 'apps/simulator/src/media/assess-hearing.js');
  const { assessHearing } = await import(pathToFileURL(measure).href);
  return {
    simulatorUrl,
    tenantUrl,
    assessHearing,
    graphql: await signIn(stack.urls.api.publicUrl, machineClient(stack.logins, TENANT)),
    scene: await readScene(),
    fault: fault?.name,
    talkMs: fault?.talkMs,
    killMedia: fault?.peer === 'supervisor' ? () => stack.kill('media') : undefined,
  };
}

/** A number of the tenant that takes calls, and somebody who has permitted it to call. */
async function readScene() {
  const seed = JSON.parse(await readFile(SEED_FILE, 'utf8'));
  const wabas = new Set(seed.wabas.filter((w) => w.tenant === TENANT).map((w) => w.wabaId));
  const number = seed.phoneNumbers.find((n) => n.callingEnabled && wabas.has(n.wabaId));
  const consumer = seed.consumers.find((c) =>
    c.permissions.some(({ phoneNumberId }) => phoneNumberId === number.phoneNumberId),
  );
  return { number, consumer };
}

/** A media node that was killed is there again for the next call. */
async function mend(stage, stack) {
  if (stage.killMedia && stack.pids.media === undefined) await stack.restart('media');
}
