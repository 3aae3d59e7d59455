import { z } from 'zod';
import { HttpProblem } from '../http/http-listener.js';
import { deliverySettingsSchema } from '../webhooks/delivery-settings.js';
import type { DeliveryRecord } from '../webhooks/delivery-records.js';
import { sampleValue } from '../webhooks/sample-values.js';
import { signBody } from '../webhooks/signature.js';
import { WEBHOOK_FIELDS } from '../webhooks/webhook-fields.js';
import type { MetaApp } from '../world/assets.js';
import type { World } from '../world/world.js';
import { type ControlRoute, controlRoute } from './control-route.js';
import { emittedSchema, emitWebhook } from './emit-webhook.js';

const injectedSchema = z.strictObject({
  appKey: z.string(),
  body: z
    .union([z.string(), z.record(z.string(), z.unknown())])
    .describe('An object is sent as JSON, a text as it is'),
  signature: z.enum(['valid', 'wrong', 'none']).default('valid'),
});

type Injected = z.output<typeof injectedSchema>;

const verificationSchema = z.strictObject({
  appKey: z.string(),
  url: z
    .url()
    .optional()
    .describe("Becomes the app's callback URL if it answers; else its present one"),
  verifyToken: z.string().optional(),
});

const testSchema = z.strictObject({ appKey: z.string(), field: z.enum(WEBHOOK_FIELDS) });

const TAG = 'webhooks';
const FILTERS = {
  wacid: 'of one call',
  appKey: 'to one app',
  field: 'of one field',
  kind: 'of one kind',
  state: 'pending, acknowledged or failed',
  limit: 'only the newest so many',
};

async function inject(world: World, { appKey, body, signature }: Injected): Promise<number> {
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const secret = world.directory.appByKey(appKey)?.appSecret ?? 'a secret that no app has';
  const signatures = {
    valid: signBody(bytes, secret),
    wrong: signBody(bytes, `${secret} and more`),
    none: undefined,
  };
  return world.sender.inject(appKey, bytes, signatures[signature]);
}

function appOf(world: World, appKey: string): MetaApp {
  const app = world.directory.appByKey(appKey);
  if (app === undefined) throw new HttpProblem(404, `there is no app ${appKey}`);
  return app;
}

/** The dashboard's button: asks the endpoint, and keeps its URL and token when it answers. */
async function verify(
  world: World,
  { appKey, url, verifyToken }: z.output<typeof verificationSchema>,
): Promise<unknown> {
  const app = appOf(world, appKey);
  const asked = url ?? world.sender.recipients.urlOfApp(app);
  if (asked === undefined) throw new HttpProblem(409, 'the app has no callback URL');
  const token = verifyToken ?? app.verifyToken;
  const problem = await world.sender.verify(asked, token);
  if (problem === undefined && url !== undefined) app.callbackUrl = url;
  if (problem === undefined) app.verifyToken = token;
  return { isVerified: problem === undefined, problem: problem ?? null };
}

function listed(records: readonly DeliveryRecord[], query: URLSearchParams): unknown[] {
  const limit = z.coerce
    .number()
    .int()
    .positive()
    .optional()
    .parse(query.get('limit') ?? undefined);
  const names = ['wacid', 'appKey', 'field', 'kind', 'state'] as const;
  const wanted = names.flatMap((name) => {
    const value = query.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  const found = records.filter((record) => wanted.every(([name, value]) => record[name] === value));
  return limit === undefined ? found : found.slice(-limit);
}

/** What Meta says of accounts, the dashboard's buttons, and forged posts. */
function sendingControls(world: World): ControlRoute[] {
  return [
    controlRoute({
      method: 'POST',
      path: '/webhooks',
      tag: TAG,
      summary: "Posts a raw body; gives the receiver's status",
      body: injectedSchema,
      handle: async ({ body }) => ({ status: await inject(world, body) }),
    }),
    controlRoute({
      method: 'POST',
      path: '/webhooks/emit',
      tag: TAG,
      summary: 'Tells of something on an account, a number or a portfolio, as Meta would',
      body: emittedSchema,
      status: 202,
      handle: ({ body }) => {
        emitWebhook(world, body);
        return { sent: body.field };
      },
    }),
    controlRoute({
      method: 'POST',
      path: '/webhooks/test',
      tag: TAG,
      summary: "Posts the dashboard's test payload of a field to an app's own URL, once",
      body: testSchema,
      handle: async ({ body: { appKey, field } }) => {
        const { appSecret } = appOf(world, appKey);
        const time = Math.floor(world.clock.nowMs() / 1000);
        const changes = [{ field, value: sampleValue(field) }];
        const sample = { object: 'whatsapp_business_account', entry: [{ id: '0', time, changes }] };
        const body = Buffer.from(JSON.stringify(sample));
        return { status: await world.sender.inject(appKey, body, signBody(body, appSecret)) };
      },
    }),
    controlRoute({
      method: 'POST',
      path: '/webhooks/verify',
      tag: TAG,
      summary: "Asks an app's endpoint for the challenge, and keeps its URL when it answers",
      body: verificationSchema,
      handle: ({ body }) => verify(world, body),
    }),
    controlRoute({
      method: 'POST',
      path: '/webhooks/:id/resend',
      tag: TAG,
      summary: 'Posts the very bytes of a delivery once more',
      handle: async ({ params: { id = '' } }) => {
        const status = await world.sender.resend(id);
        if (status === undefined) throw new HttpProblem(404, `there is no sent webhook ${id}`);
        return { status };
      },
    }),
  ];
}

/** Webhooks sent, webhooks forged, and how they are posted. */
export function webhookControls(world: World): ControlRoute[] {
  const { sender } = world;
  return [
    ...sendingControls(world),
    controlRoute({
      method: 'GET',
      path: '/webhooks',
      tag: TAG,
      summary: 'Deliveries so far, the newest last',
      query: FILTERS,
      handle: ({ query }) => ({ webhooks: listed(sender.records, query) }),
    }),
    controlRoute({
      method: 'GET',
      path: '/webhooks/counts',
      tag: TAG,
      summary:
        'How many deliveries are pending, acknowledged and failed, and how fast receivers are',
      handle: () => sender.counts,
    }),
    controlRoute({
      method: 'GET',
      path: '/webhooks/settings',
      tag: TAG,
      summary: 'Batching, the time a receiver has, the pauses between repetitions',
      handle: () => sender.settings,
    }),
    controlRoute({
      method: 'PUT',
      path: '/webhooks/settings',
      tag: TAG,
      summary: 'Sets some of them; the others stay',
      body: deliverySettingsSchema.partial(),
      handle: ({ body }) => Object.assign(sender.settings, body),
    }),
    controlRoute({
      method: 'GET',
      path: '/webhooks/:id/body',
      tag: TAG,
      summary: 'The body of a delivery as it was posted',
      handle: ({ params: { id = '' } }) => {
        const body = sender.bodyOf(id);
        if (body === undefined) throw new HttpProblem(404, `there is no sent webhook ${id}`);
        return JSON.parse(body.toString()) as unknown;
      },
    }),
  ];
}
