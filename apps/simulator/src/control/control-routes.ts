import { z } from 'zod';
import type { CallsEndpoint } from '../graph/calls-endpoint.js';
import {
  type HttpReply,
  HttpProblem,
  type HttpRequest,
  type HttpRoute,
} from '../http/http-listener.js';
import { firstSentAtOrAfter } from '../media/frame-source.js';
import { consumerSchema } from '../seed-file.js';
import { signBody } from '../webhooks/signature.js';
import { answer, decline } from '../world/business-calls.js';
import type { SimCall } from '../world/call.js';
import { behaviourSchema, type Consumer } from '../world/directory.js';
import { hangUp, timeOut } from '../world/end-call.js';
import { callFaultsSchema, faultsSchema } from '../world/faults.js';
import { startUserCall } from '../world/user-calls.js';
import { NotPossible, type World } from '../world/world.js';
import { viewCall } from './call-view.js';

const userCallSchema = z.strictObject({
  consumer: z.string(),
  phoneNumberId: z.string(),
  ctaPayload: z.string().max(512).optional(),
  deeplinkPayload: z.string().optional(),
  faults: callFaultsSchema.optional(),
});

const injectedSchema = z.strictObject({
  appKey: z.string(),
  /** An object is sent as JSON, a text as it is. */
  body: z.union([z.string(), z.record(z.string(), z.unknown())]),
  signature: z.enum(['valid', 'wrong', 'none']).default('valid'),
});

const settingsSchema = z.strictObject({
  answerWindowMs: z.number().int().positive().optional(),
  ringTimeoutMs: z.number().int().positive().optional(),
  answerSetup: z.enum(['active', 'passive']).optional(),
  firstMediaTimeoutMs: z.number().int().positive().optional(),
  mediaTimeoutMs: z.number().int().positive().optional(),
  webhookBaseUrl: z.url().optional(),
});

type Step = (world: World, call: SimCall) => void;

const STEPS: Readonly<Record<string, Step>> = {
  hangup: hangUp,
  answer,
  reject: decline,
  timeout: timeOut,
};

function ok(body: unknown): HttpReply {
  return { status: 200, body };
}

function consumerOf(world: World, id: string): Consumer {
  const consumer = world.directory.consumer(id);
  if (consumer === undefined) throw new HttpProblem(404, `there is no consumer ${id} in the seed`);
  return consumer;
}

function callOf(world: World, { params }: HttpRequest): SimCall {
  const call = world.calls.find(params.wacid ?? '');
  if (call === undefined) throw new HttpProblem(404, `there is no call ${params.wacid ?? ''}`);
  return call;
}

/** A step that the state forbids is the caller's mistake: 409 and the reason. */
async function orConflict<T>(run: () => T | Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof NotPossible) throw new HttpProblem(409, error.message);
    throw error;
  }
}

async function callBusiness(world: World, request: HttpRequest): Promise<HttpReply> {
  const asked = userCallSchema.parse(request.json());
  const number = world.directory.number(asked.phoneNumberId);
  if (number === undefined) {
    throw new HttpProblem(404, `there is no number ${asked.phoneNumberId} in the seed`);
  }
  const consumer = consumerOf(world, asked.consumer);
  const call = await orConflict(() => startUserCall(world, { ...asked, consumer, number }));
  return { status: 201, body: { wacid: call.wacid } };
}

async function inject(world: World, request: HttpRequest): Promise<HttpReply> {
  const { appKey, body, signature } = injectedSchema.parse(request.json());
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const secret = world.directory.app(appKey)?.appSecret ?? 'a secret that no app has';
  const signatures = {
    valid: signBody(bytes, secret),
    wrong: signBody(bytes, `${secret} and more`),
    none: undefined,
  };
  const status = await world.sender.inject(appKey, bytes, signatures[signature]);
  return ok({ status });
}

function settle(world: World, request: HttpRequest): HttpReply {
  const { webhookBaseUrl, ...settings } = settingsSchema.parse(request.json());
  if (webhookBaseUrl !== undefined) world.sender.setBaseUrl(webhookBaseUrl);
  Object.assign(world.settings, settings);
  return ok(world.settings);
}

function sentAt(call: SimCall, query: URLSearchParams): HttpReply {
  const ms = z.coerce.number().parse(query.get('ms'));
  return ok({ number: firstSentAtOrAfter(call.peer.audio.log.sent, ms) ?? null });
}

const PREFIX = '/_sim/v1';

/** Control over HTTP: what the users do, the faults, and what happened. */
export function controlRoutes(world: World, graph: CallsEndpoint): HttpRoute[] {
  const route = (method: string, path: string, handle: HttpRoute['handle']): HttpRoute => ({
    method,
    pattern: PREFIX + path,
    handle,
  });
  const steps = Object.entries(STEPS).map(([name, step]) =>
    route('POST', `/calls/:wacid/${name}`, async (request) => {
      const call = callOf(world, request);
      await orConflict(() => {
        step(world, call);
      });
      return ok(viewCall(call));
    }),
  );
  return [
    route('POST', '/calls', (request) => callBusiness(world, request)),
    route('GET', '/calls', () => ok({ calls: world.calls.all.map(viewCall) })),
    route('GET', '/calls/:wacid', (request) => ok(viewCall(callOf(world, request)))),
    route('GET', '/calls/:wacid/media/log', (request) => ok(callOf(world, request).peer.audio.log)),
    route('GET', '/calls/:wacid/media/sent-at', (request) =>
      sentAt(callOf(world, request), request.query),
    ),
    ...steps,
    route('PUT', '/consumers/:waId/behaviour', (request) => {
      const behaviour = behaviourSchema.parse(request.json());
      world.directory.setBehaviour(consumerOf(world, request.params.waId ?? ''), behaviour);
      return ok(behaviour);
    }),
    route('PUT', '/consumers/:waId', (request) => {
      const body = z.record(z.string(), z.unknown()).parse(request.json());
      const consumer = consumerSchema.parse({ ...body, waId: request.params.waId });
      world.directory.putConsumer(consumer);
      return ok(consumer);
    }),
    route('PUT', '/faults', (request) => {
      world.faults.set(faultsSchema.parse(request.json()));
      return ok(world.faults.settings);
    }),
    route('DELETE', '/faults', () => {
      world.faults.clear();
      return ok(world.faults.settings);
    }),
    route('PUT', '/settings', (request) => settle(world, request)),
    route('POST', '/webhooks', (request) => inject(world, request)),
    route('GET', '/webhooks', () => ok({ webhooks: world.sender.records })),
    route('GET', '/graph-requests', () => ok({ requests: graph.requests })),
  ];
}
