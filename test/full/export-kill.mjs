/** Workers are killed while they write an export: its file has every call once, and is one. */
import pg from 'pg';
import { setTimeout as delay } from 'node:timers/promises';
import { CallsExport } from '../../bench/support/calls-export.mjs';
import { runCommand } from '../../scripts/lib/command.mjs';
import { Failure } from '../../scripts/lib/failure.mjs';
import { startStack } from '../../scripts/lib/stack.mjs';

const CALLS = 40_000;
const KILLS = 2;
/** Longer than the claim of a worker that is gone. */
const LEASE_MS = 61_000;
const LOOK_EVERY_MS = 200;

const FILL = `insert into call (tenant_id, id, number_id, direction, control, state, media_mode, wacid, facts,
    version, epoch, started_at, answered_at, ended_at, created_at, signalling)
  select n.tenant_id, ('00000000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid, n.id,
    'USER_INITIATED', 'PLATFORM', 'COMPLETED', 'SDES', 'wacid.' || i, '{"facts":{},"asked":{}}',
    1, 1, now(), now(), now(), now(), 'GRAPH_API'
    from (select n.tenant_id, n.id from phone_number n join tenant t on t.id = n.tenant_id
           where t.key = 'acme' order by n.id limit 1) n, generate_series(1, $1::int) i`;

await runCommand('export-kill', async ({ guard, say }) => {
  const stack = await startStack({ guard, tenants: [], virtualClock: true, say });
  const owner = new pg.Client({ connectionString: stack.services.ownerUrl });
  await owner.connect();
  await owner.query(FILL, [CALLS]);
  const exports = await CallsExport.open(stack, 'acme');
  const { url, kills } = await writtenDespiteKills(stack, exports, say);
  const response = await fetch(`${stack.urls.api.publicUrl}${url}`);
  const lines = (await response.text()).trim().split('\n');
  const distinct = new Set(lines.map((line) => JSON.parse(line).wacid)).size;
  await owner.end();
  await stack.stop();
  say(JSON.stringify({ calls: CALLS, kills, lines: lines.length, distinct }));
  if (kills !== KILLS) throw new Failure(`only ${kills} workers were killed in time`);
  return lines.length === CALLS && distinct === CALLS ? 0 : 1;
});

async function writtenDespiteKills(stack, exports, say) {
  const id = await exports.start();
  let [kills, rows] = [0, 0];
  for (;;) {
    await delay(LOOK_EVERY_MS);
    const now = await exports.look(id);
    if (now.state === 'FAILED') throw new Failure('the export was given up');
    if (now.state === 'DONE') return { url: now.url, kills };
    if (kills === KILLS || now.rows === rows) continue;
    rows = now.rows;
    // In the middle of the next part.
    await delay(LOOK_EVERY_MS);
    kills += 1;
    await stack.kill('worker');
    await stack.restart('worker');
    await stack.setClock(kills * LEASE_MS);
    say(`a worker was killed when ${rows} calls were written`);
  }
}
