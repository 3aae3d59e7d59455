import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LazyModuleLoader } from '@nestjs/core';
import {
  CallExportWriteModule,
  CallMediaFetchModule,
  Consumers,
  EraseCallFiles,
  FetchCallMedia,
} from '#patchbay/calls';
import { aCall } from '#patchbay/calls/testing';
import { TenantDatabase } from '#patchbay/database';
import { DispatchInboxEvents, InboxDispatchModule } from '#patchbay/inbox';
import { decodeId, encodeId } from '#patchbay/kernel';
import { graphConfigSchema } from '#patchbay/meta';
import { createTestApp, type TestApp } from '../support/create-test-app.js';
import { errorCode, expectSuccess, graphql } from '../support/graphql-client.js';
import { ownerQuery } from '../support/owner-query.js';
import { type TestTenant, type TwoTenants, twoTenants } from '../support/two-tenants.js';
import { MetaFiles } from './support/meta-files.js';
import { sendAs } from './support/meta-sender.js';

let app: TestApp;
let meta: MetaFiles;
let world: TwoTenants;
let directory: string;
let fetcher: FetchCallMedia;
let dispatcher: DispatchInboxEvents;
let eraser: EraseCallFiles;

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'patchbay-objects-'));
  meta = await MetaFiles.start();
  app = await createTestApp({ META_GRAPH_URL: meta.url, OBJECT_DIRECTORY: directory });
  world = await twoTenants(app.app);
  const loader = app.app.get(LazyModuleLoader);
  const config = graphConfigSchema.parse({ META_GRAPH_URL: meta.url });
  fetcher = (await loader.load(() => CallMediaFetchModule.forRoot(config, 90))).get(FetchCallMedia);
  const writing = await loader.load(() => CallExportWriteModule.forRoot({ keptDays: 7 }));
  eraser = writing.get(EraseCallFiles);
  dispatcher = (await loader.load(() => InboxDispatchModule)).get(DispatchInboxEvents);
});
afterAll(async () => {
  await app.close();
  await meta.stop();
  await rm(directory, { recursive: true, force: true });
});

/** A call that is over, and that Meta's ids lead to. */
async function callOf({ context, numbers, tenantId }: TestTenant) {
  const { app: nest, clock } = app;
  const making = { database: nest.get(TenantDatabase), consumers: nest.get(Consumers), clock };
  const call = await aCall(making, context, { numberId: numbers[0]!.id });
  const key = [tenantId, call.wacid, call.id, clock.now()];
  await ownerQuery(`insert into call_key values ($1, $2, $3, $4)`, key);
  return call;
}

/** Sends an element as Meta does and brings the event to its context. */
async function tell(tenant: TestTenant, field: string, element: object): Promise<void> {
  const { phoneNumberId, displayPhoneNumber } = tenant.numbers[0]!;
  const value = {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: displayPhoneNumber, phone_number_id: phoneNumberId },
    [field]: [{ from: '254700000101', timestamp: seconds(), ...element }],
  };
  const entry = [{ id: tenant.wabas[0]!.wabaId, changes: [{ field, value }] }];
  const body = JSON.stringify({ object: 'whatsapp_business_account', entry });
  expect(await sendAs(app, world.apps.alpha, body)).toBe(200);
  await dispatcher.execute(tenant.tenantId);
}

const seconds = () => String(Math.floor(app.clock.nowMs() / 1000));

function fileOf(tenant: TestTenant, text: string, mimeType = 'audio/ogg; codecs=opus') {
  const id = meta.add(Buffer.from(text), mimeType, tenant.wabas[0]!.accessToken);
  return { id, sha256: meta.factsOf(id).sha256, mime_type: mimeType, url: 'https://over.example/' };
}

const recordingOf = (wacid: string | null, audio: object) => ({
  id: wacid,
  event: 'call_recording_available',
  call_recording: { type: 'audio', audio },
});

const MEDIA = `query ($id: CallID!) { call(id: $id) {
  media { id kind state mimeType sizeBytes sha256 url urlExpiresAt } } }`;

interface Media {
  id: string;
  kind: string;
  state: string;
  url: string | null;
}

async function mediaOf(tenant: TestTenant, callId: string): Promise<Media[]> {
  const answer = await graphql(app, tenant.token, MEDIA, { id: encodeId('call', callId) });
  return expectSuccess(answer).media;
}

async function download(url: string | null) {
  const response = await fetch(`${app.url}${url ?? ''}`);
  const type = response.headers.get('content-type');
  return { status: response.status, type, text: await response.text() };
}

const toldOf = (callId: string) =>
  ownerQuery<{ event_type: string; payload: Record<string, unknown> }>(
    `select event_type, payload from message where call_id = $1 order by id`,
    [callId],
  );

describe('files of calls', () => {
  it('a recording, a transcript and a voice message are fetched, told and shown with their call', async () => {
    const call = await callOf(world.acme);
    const transcript = fileOf(world.acme, '{"text":"hi"}', 'application/json');
    await tell(world.acme, 'calls', recordingOf(call.wacid, fileOf(world.acme, 'sound')));
    await tell(world.acme, 'calls', {
      id: call.wacid,
      event: 'call_transcript_available',
      call_transcript: { document: transcript },
    });
    await tell(world.acme, 'messages', {
      id: call.wacid,
      type: 'audio',
      audio: fileOf(world.acme, 'call me back'),
    });
    expect((await mediaOf(world.acme, call.id)).map(({ kind, state }) => [kind, state])).toEqual([
      ['RECORDING', 'PENDING'],
      ['TRANSCRIPT', 'PENDING'],
      ['VOICEMAIL', 'PENDING'],
    ]);

    expect(await fetcher.execute()).toBe(3);

    const media = await mediaOf(world.acme, call.id);
    expect(await Promise.all(media.map(({ url }) => download(url)))).toEqual([
      { status: 200, type: 'audio/ogg; codecs=opus', text: 'sound' },
      { status: 200, type: 'application/json', text: '{"text":"hi"}' },
      { status: 200, type: 'audio/ogg; codecs=opus', text: 'call me back' },
    ]);
    const told = await toldOf(call.id);
    expect(told.map(({ event_type }) => event_type).sort()).toEqual([
      'call.recording.available',
      'call.recording.available',
      'call.transcription.available',
    ]);
    const said = told.map(({ payload }) => [payload.mediaId, payload.kind, payload.wacid]);
    expect(said).toEqual(
      expect.arrayContaining(media.map(({ id, kind }) => [id, kind, call.wacid])),
    );
    // Who spoke is joined when a message leaves, and is not kept with it.
    expect(JSON.stringify(told)).not.toContain('254700000101');
  });

  it('a file that is told twice is one', async () => {
    const call = await callOf(world.acme);
    const audio = fileOf(world.acme, 'once');
    await tell(world.acme, 'calls', recordingOf(call.wacid, audio));
    await tell(world.acme, 'calls', { ...recordingOf(call.wacid, audio), timestamp: '1790000000' });
    expect(await mediaOf(world.acme, call.id)).toHaveLength(1);
    await fetcher.execute();
    await fetcher.execute();
    expect(await toldOf(call.id)).toHaveLength(1);
  });

  it('a link opens its file only, for five minutes, as it was signed', async () => {
    const call = await callOf(world.acme);
    await tell(world.acme, 'calls', recordingOf(call.wacid, fileOf(world.acme, 'mine')));
    await fetcher.execute();
    const [{ url }] = (await mediaOf(world.acme, call.id)) as [Media];
    const changes: [RegExp, string][] = [
      [/until=\d+/, 'until=4000000000'],
      [/tenant=\w+/, `tenant=${world.globex.publicId}`],
      [/med_\w+/, encodeId('callMedia', call.id)],
      [/signature=..../, 'signature=AAAA'],
      [/&signature=.*/, ''],
    ];
    for (const [part, by] of changes) {
      expect(await download(url!.replace(part, by))).toMatchObject({ status: 404 });
    }
    app.clock.setOffset(280_000);
    expect(await download(url)).toMatchObject({ status: 200, text: 'mine' });
    app.clock.setOffset(301_000);
    expect(await download(url)).toMatchObject({ status: 404 });
    app.clock.setOffset(0);
  });

  it('another tenant sees neither the call nor its files', async () => {
    const call = await callOf(world.acme);
    // The id of Acme's call in a webhook of Globex's number reaches nothing of Acme's.
    await tell(world.globex, 'calls', recordingOf(call.wacid, fileOf(world.globex, 'theirs')));
    expect(await mediaOf(world.acme, call.id)).toEqual([]);
    const answer = await graphql(app, world.globex.token, MEDIA, { id: encodeId('call', call.id) });
    expect(errorCode(answer)).toBe('NOT_FOUND');
    const rows = await ownerQuery(`select 1 from call_media where tenant_id = $1`, [
      world.globex.tenantId,
    ]);
    expect(rows).toEqual([]);
  });

  it.each(['gone', 'cut', 'changed', 'elsewhere'] as const)(
    'a download that is %s is tried again later, and nothing of it is shown',
    async (fault) => {
      const call = await callOf(world.acme);
      const audio = fileOf(world.acme, 'a longer recording');
      await tell(world.acme, 'calls', recordingOf(call.wacid, audio));
      meta.fail(audio.id, fault);
      await fetcher.execute();
      expect(await mediaOf(world.acme, call.id)).toMatchObject([{ state: 'PENDING', url: null }]);
      expect(await toldOf(call.id)).toEqual([]);
      expect(await fetcher.execute()).toBe(0);
      meta.fail(audio.id, undefined);
      app.clock.setOffset(6000);
      await fetcher.execute();
      app.clock.setOffset(0);
      const [media] = await mediaOf(world.acme, call.id);
      expect(await download(media!.url)).toMatchObject({ text: 'a longer recording' });
      // The token of the WABA went nowhere else.
      expect(meta.asked.length).toBeGreaterThan(0);
    },
  );

  it('a file that Meta kept no longer is EXPIRED', async () => {
    const call = await callOf(world.acme);
    const audio = fileOf(world.acme, 'late');
    await tell(world.acme, 'calls', recordingOf(call.wacid, audio));
    meta.fail(audio.id, 'gone');
    app.clock.setOffset(7 * 86_400_000);
    await fetcher.execute();
    app.clock.setOffset(0);
    expect(await mediaOf(world.acme, call.id)).toMatchObject([{ state: 'EXPIRED', url: null }]);
  });

  it('in the store is noise, and any stretch of it can be had', async () => {
    const call = await callOf(world.acme);
    const sound = 'a'.repeat(100_000) + 'the end';
    await tell(world.acme, 'calls', recordingOf(call.wacid, fileOf(world.acme, sound)));
    await fetcher.execute();
    const [media] = (await mediaOf(world.acme, call.id)) as [Media];
    const kept = await readFile(
      path.join(directory, 'call-media', world.acme.tenantId, decodeId('callMedia', media.id)),
      'latin1',
    );
    expect(kept).not.toContain('aaaa');
    expect(kept).not.toContain('the end');
    const response = await fetch(`${app.url}${media.url!}`, { headers: { range: 'bytes=-7' } });
    expect([response.status, await response.text()]).toEqual([206, 'the end']);
  });
});

const SET = `mutation ($mediaDays: Int) { setCallFileRetention(input: { mediaDays: $mediaDays }) {
  ... on SetCallFileRetentionSuccess { retention { mediaDays } } } }`;
const DAY_MS = 86_400_000;

describe('the time for which files of calls are kept', () => {
  const stored = async (tenant: TestTenant): Promise<{ callId: string; url: string | null }> => {
    const call = await callOf(tenant);
    await tell(tenant, 'calls', recordingOf(call.wacid, fileOf(tenant, 'sound')));
    await fetcher.execute();
    const [media] = await mediaOf(tenant, call.id);
    return { callId: call.id, url: media!.url };
  };
  const stateOf = async (tenant: TestTenant, callId: string) =>
    (await mediaOf(tenant, callId)).map(({ state }) => state);
  const setDays = async (tenant: TestTenant, mediaDays: number | null) =>
    expectSuccess(await graphql(app, tenant.token, SET, { mediaDays })).retention.mediaDays;
  /** As at that time; tokens are checked by the clock that is moved, so nothing is asked then. */
  const eraseAfter = async (days: number): Promise<void> => {
    app.clock.setOffset(days * DAY_MS + 10_000);
    await eraser.execute();
    app.clock.setOffset(0);
  };

  it('is the platform’s, or shorter as its tenant says, for files that are there too', async () => {
    const [mine, theirs] = [await stored(world.acme), await stored(world.globex)];
    expect(await setDays(world.acme, 3)).toBe(3);
    const later = await stored(world.acme);
    await eraseAfter(2.9);
    expect(await stateOf(world.acme, mine.callId)).toEqual(['STORED']);
    await eraseAfter(3);
    expect(await stateOf(world.acme, mine.callId)).toEqual(['DELETED']);
    expect(await stateOf(world.acme, later.callId)).toEqual(['DELETED']);
    expect(await download(mine.url)).toMatchObject({ status: 404 });
    expect(await stateOf(world.globex, theirs.callId)).toEqual(['STORED']);
    const kept = await readdir(path.join(directory, 'call-media', world.acme.tenantId));
    expect(kept).toEqual([]);
    await eraseAfter(90);
    expect(await stateOf(world.globex, theirs.callId)).toEqual(['DELETED']);
    const keys = await ownerQuery(`select 1 from call_media where key_sealed is not null`);
    expect(keys).toEqual([]);
  });

  it('is the platform’s again when the tenant takes its word back', async () => {
    await setDays(world.acme, 3);
    expect(await setDays(world.acme, null)).toBeNull();
    const { callId } = await stored(world.acme);
    await eraseAfter(80);
    expect(await stateOf(world.acme, callId)).toEqual(['STORED']);
  });
});
