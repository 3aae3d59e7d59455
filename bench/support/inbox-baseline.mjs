/**
 * What ingest is measured by: the same rows of inbox and dedupe, one webhook in one transaction, from
 * 16 plain connections that wait for each statement. No HTTP, no signature, no parsing, no routing.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import pg from 'pg';

let clients = [];
let context;

process.on('disconnect', () => process.exit());
process.on('message', ({ id, op, ...options }) => {
  OPS[op](options).then(
    (result) => process.send({ id, result }),
    (error) => process.send({ id, error: error.stack }),
  );
});

const OPS = {
  async open({ url, connections, tenantIds, sealedBytes }) {
    context = { tenantIds, raw: randomBytes(sealedBytes) };
    clients = Array.from({ length: connections }, () => new pg.Client({ connectionString: url }));
    await Promise.all(clients.map((client) => client.connect()));
  },

  async saturate({ seconds }) {
    const startedAt = performance.now();
    const until = startedAt + seconds * 1000;
    let accepted = 0;
    await Promise.all(
      clients.map(async (client) => {
        for (; performance.now() < until; accepted += 1) await acceptOne(client, accepted);
      }),
    );
    const took = (performance.now() - startedAt) / 1000;
    return { accepted, seconds: took, perSecond: accepted / took };
  },
};

async function acceptOne(client, index) {
  const { tenantIds, raw } = context;
  const tenantId = tenantIds[index % tenantIds.length];
  const [deliveryId, callId, wacid, now] = [uuidv7(), uuidv7(), randomUUID(), new Date()];
  await client.query('begin');
  await client.query(
    `insert into inbox_delivery (id, app_key, key_day, raw_sealed, received_at) values ($1, $2, $3, $4, $5)`,
    [deliveryId, 'alpha', now.toISOString().slice(0, 10), raw, now],
  );
  const { rowCount } = await client.query(
    `insert into inbox_dedupe (tenant_id, key, created_at) values ($1, $2, $3)
     on conflict do nothing returning key`,
    [tenantId, `calls:410000000000001:wacid.${wacid}:connect::${now.getTime()}`, now],
  );
  if (rowCount === 1) {
    const head = { direction: 'USER_INITIATED', numberId: callId, consumerId: callId, wacid };
    await client.query(
      `insert into inbox_event (tenant_id, id, call_id, source, kind, payload, delivery_id, traceparent,
                                occurred_at, received_at)
       values ($1, $2, $3, 'META', 'offered', $4, $5, $6, $7, $7)`,
      [tenantId, uuidv7(), callId, { data: {}, head }, deliveryId, traceparent(), now],
    );
  }
  await client.query('commit');
}

function traceparent() {
  return `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-01`;
}

/** A UUID v7, for the tables are partitioned by its time. */
function uuidv7() {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');
}
