import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { BUSINESS_OFFER } from '#patchbay/calls/testing';
import { encodeId } from '#patchbay/kernel';
import { eventually } from '#patchbay/kernel/testing';
import { renderSilence } from '../../apps/simulator/src/world/recording/render-call.js';
import { upload } from '../simulator/support/upload.js';
import { ACME_NUMBER, AMINA, GLOBEX_NUMBER, type Json, Scenario } from './support/scenario.js';
import { StormReceiver } from './support/storm-receiver.js';
import { TenantApi } from './support/tenant-api.js';

const SEED = JSON.parse(readFileSync('seed/two-tenants.json', 'utf8')) as Json;
const TOKEN = String(SEED.wabas[0].accessToken);
const TOLD = ['call.recording.available', 'call.transcription.available'];
const WHY = { purpose: 'quality review', announcementLanguage: 'en_GB' };
/** Meta is done with both files of a call, and a caller has left a message, within so long. */
const META_MS = 60_000;

const MEDIA = `query ($id: CallID!) { call(id: $id) {
  media { id kind state mimeType sizeBytes sha256 url } } }`;

let world: Scenario;
let receiver: StormReceiver;
const apis = new Map<string, TenantApi>();

beforeAll(async () => {
  receiver = await StormReceiver.start();
  world = await Scenario.start({
    servers: ['api', 'worker', 'simulator'],
    tenants: [],
    env: { worker: { CALL_MEDIA_POLL_MS: '50', CALL_EXPORT_POLL_MS: '50' } },
  });
  for (const key of ['acme', 'globex']) {
    const api = await TenantApi.signIn(world, key);
    const eventTypes = [...TOLD, 'call_export.done'];
    const endpoint = { url: receiver.urlOf(key), eventTypes, idempotencyKey: key };
    receiver.expect(key, String((await api.mutate('createEndpoint', endpoint, 'secret')).secret));
    apis.set(key, api);
  }
  const behaviour = { onRing: 'answer', answerAfterMs: 0, talkMs: null, media: false };
  await world.sim('PUT', `/consumers/${AMINA}/behaviour`, behaviour);
}, 90_000);
afterAll(async () => {
  await world.stop();
  await receiver.stop();
});

const acme = (): TenantApi => apis.get('acme')!;
const globex = (): TenantApi => apis.get('globex')!;

/** The tenant calls Amina, has it recorded and written down, and she hangs up; our row of it. */
async function recordedCall(api: TenantApi, phoneNumberId: string): Promise<Json> {
  const media = { mode: 'PASSTHROUGH', sdpOffer: BUSINESS_OFFER };
  const asked = { phoneNumberId, consumer: { waId: AMINA }, media };
  const { call } = await api.mutate(
    'placeCall',
    { ...asked, recording: WHY, transcription: WHY, idempotencyKey: phoneNumberId },
    'call { id }',
  );
  const callId = String(call.id);
  const { wacid } = await world.call({ callId }, ({ state }) => state === 'IN_PROGRESS');
  await world.sim('POST', `/calls/${wacid}/hangup`);
  const row = await world.ended({ callId });
  await world.sim('POST', '/clock/advance', { ms: META_MS });
  return row;
}

/** The files of a call, once so many are stored. */
function storedOf(api: TenantApi, { id }: Json, count: number): Promise<Json[]> {
  return eventually(
    async () => {
      const { data } = await api.ask(MEDIA, { id: encodeId('call', id) });
      const media = (data?.call?.media ?? []) as Json[];
      if (media.filter(({ state }) => state === 'STORED').length === count) return media;
      throw new Error(JSON.stringify(media));
    },
    { within: 15_000 },
  );
}

/** What a tenant's endpoint was told of a call, once it was told of so many files. */
function toldOf(key: string, { id }: Json, count: number): Promise<Json[]> {
  return eventually(
    () => {
      const all = receiver.receivedAt(key);
      const told = all.filter(({ data }) => data.callId === encodeId('call', id));
      return told.length === count && told.map(({ type, data }) => ({ type, data }));
    },
    { within: 15_000 },
  );
}

async function contentOf(api: TenantApi, { url }: Json) {
  const response = await api.download(String(url));
  const content = Buffer.from(await response.arrayBuffer());
  return { status: response.status, type: response.headers.get('content-type'), content };
}

async function expectHidden(from: TenantApi, { id, tenant_id }: Json, key: string): Promise<void> {
  const { data, errors } = await from.ask(MEDIA, { id: encodeId('call', id) });
  expect([data?.call ?? null, errors?.[0]?.extensions?.code]).toEqual([null, 'NOT_FOUND']);
  expect(JSON.stringify(receiver.receivedAt(key))).not.toContain(encodeId('call', id));
  const others = `select 1 from call_media where call_id = $1 and tenant_id <> $2`;
  expect(await world.query(others, [id, tenant_id])).toEqual([]);
}

it('a call that was recorded and written down: both files are fetched, told, and had by its tenant alone', async () => {
  const mine = await recordedCall(acme(), ACME_NUMBER);
  const theirs = await recordedCall(globex(), GLOBEX_NUMBER);
  const media = await storedOf(acme(), mine, 2);
  expect(media.map(({ kind, mimeType }) => [kind, mimeType]).sort()).toEqual([
    ['RECORDING', 'audio/ogg; codecs=opus'],
    ['TRANSCRIPT', 'application/json'],
  ]);
  for (const file of media) {
    const { status, type, content } = await contentOf(acme(), file);
    expect([status, type, content.length]).toEqual([200, file.mimeType, file.sizeBytes]);
    expect(createHash('sha256').update(content).digest('base64')).toBe(file.sha256);
  }
  const told = await toldOf('acme', mine, 2);
  expect(told.map(({ type }) => type).sort()).toEqual(TOLD);
  expect(told.map(({ data }) => data.mediaId).sort()).toEqual(media.map(({ id }) => id).sort());
  await Promise.all([storedOf(globex(), theirs, 2), toldOf('globex', theirs, 2)]);
  await expectHidden(globex(), mine, 'globex');
  await expectHidden(acme(), theirs, 'acme');
  const globexLink = String((await storedOf(globex(), theirs, 2))[0]!.url);
  const tenantOf = (url: string) => /tenant=\w+/.exec(url)![0];
  const stolen = String(media[0]!.url).replace(/tenant=\w+/, tenantOf(globexLink));
  expect((await globex().download(stolen)).status).toBe(404);
  expect(receiver.refused).toEqual([]);
}, 60_000);

it('a caller whom nobody answered leaves a message: it is fetched and told with its call', async () => {
  const greeting = new Blob([new Uint8Array(renderSilence(1000))], { type: 'audio/ogg' });
  const graph = `${world.stack.urls.simulator.publicUrl}/v26.0/${ACME_NUMBER}`;
  const fields = { messaging_product: 'whatsapp', use_case: 'call_voicemail_announcement' };
  const { body } = await upload(`${graph}/media`, TOKEN, { file: greeting, fields });
  const audio = { default: { announcement_media_id: Number(body.id), timeout_seconds: 10 } };
  const voicemail = { status: 'ENABLED', triggers: ['TIMEOUT'], audio };
  const settings = await fetch(`${graph}/settings`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify({ calling: { voicemail } }),
  });
  expect(settings.status).toBe(200);
  const route = { phoneNumberId: ACME_NUMBER, targets: [{ target: 'PASSTHROUGH' }] };
  await acme().mutate('setPhoneNumberRoute', route);

  const wacid = await world.userCalls();
  await world.call({ wacid }, ({ facts }) => facts.asked.told.length > 0);
  await world.sim('POST', '/clock/advance', { ms: META_MS });

  const call = await world.ended({ wacid });
  const [message] = await storedOf(acme(), call, 1);
  expect(message!.kind).toBe('VOICEMAIL');
  const { status, content } = await contentOf(acme(), message!);
  expect([status, content.toString('latin1', 0, 4)]).toEqual([200, 'OggS']);
  const [told] = await toldOf('acme', call, 1);
  expect(told).toMatchObject({
    type: 'call.recording.available',
    data: { kind: 'VOICEMAIL', wacid, mediaId: message!.id, phoneNumberId: ACME_NUMBER },
  });
  await expectHidden(globex(), call, 'globex');
}, 60_000);

it('an export is told when its file is there, to the tenant who asked for it', async () => {
  const asked = { format: 'JSONL', idempotencyKey: 'all calls' };
  const { export: made } = await acme().mutate('exportCalls', asked, 'export { id }');
  const endOf = (key: string) =>
    receiver.receivedAt(key).filter(({ type }) => type === 'call_export.done');
  const [told] = await eventually(() => endOf('acme').length > 0 && endOf('acme'), {
    within: 15_000,
  });
  expect(told!.data).toMatchObject({ exportId: made.id, state: 'DONE', format: 'JSONL' });
  const { data } = await acme().ask(`query ($id: CallExportID!) { callsExport(id: $id) { url } }`, {
    id: made.id,
  });
  const { content } = await contentOf(acme(), data.callsExport as Json);
  expect(content.length).toBe(told!.data.bytes);
  expect(content.toString().split('\n').filter(Boolean)).toHaveLength(told!.data.rows);
  expect(endOf('globex')).toEqual([]);
}, 40_000);
