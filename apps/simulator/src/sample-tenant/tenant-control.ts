import { z } from 'zod';
import {
  type HttpReply,
  HttpProblem,
  type HttpRequest,
  type HttpRoute,
} from '../http/http-listener.js';
import { firstSentAtOrAfter } from '../media/frame-source.js';
import { PatchbayError } from './patchbay-client.js';
import type { TenantCall, TenantCalls } from './tenant-calls.js';
import {
  tenantBehaviourRuleSchema,
  tenantFaultsSchema,
  type TenantSettings,
} from './tenant-settings.js';
import type { WebhookReceiver } from './webhook-receiver.js';

const placeSchema = z.strictObject({
  phoneNumberId: z.string(),
  consumer: z.strictObject({ waId: z.string().optional(), userId: z.string().optional() }),
  bizOpaqueCallbackData: z.string().optional(),
  idempotencyKey: z.string().optional(),
});

export interface TenantParts {
  readonly calls: TenantCalls;
  readonly receiver: WebhookReceiver;
  readonly settings: TenantSettings;
}

function viewCall({ peer, ...call }: TenantCall, gateMs?: number): Record<string, unknown> {
  return { ...call, error: call.error ?? null, media: peer?.audio.report(gateMs) ?? null };
}

function callOf({ calls }: TenantParts, { params }: HttpRequest): TenantCall {
  const call = calls.find(params.callId ?? '');
  if (call === undefined) throw new HttpProblem(404, `there is no call ${params.callId ?? ''}`);
  return call;
}

function audioOf(parts: TenantParts, request: HttpRequest): NonNullable<TenantCall['peer']> {
  const { callId, peer } = callOf(parts, request);
  if (peer === undefined) throw new HttpProblem(409, `call ${callId} never had media`);
  return peer;
}

function numberOf(query: URLSearchParams, name: string): number | undefined {
  return z.coerce
    .number()
    .optional()
    .parse(query.get(name) ?? undefined);
}

/** What the platform refuses is answered with 422, its code and its message. */
async function orRefusal(run: () => Promise<HttpReply>): Promise<HttpReply> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof PatchbayError)) throw error;
    return { status: 422, body: { error: error.code, message: error.message } };
  }
}

const PREFIX = '/_tenant/v1';

function route(method: string, path: string, handle: HttpRoute['handle']): HttpRoute {
  return { method, pattern: PREFIX + path, handle };
}

/** Control over HTTP: place and end calls, set behaviour and faults, see what happened. */
export function tenantRoutes(parts: TenantParts): HttpRoute[] {
  return [...callRoutes(parts), ...settingsRoutes(parts)];
}

function callRoutes(parts: TenantParts): HttpRoute[] {
  const { calls, receiver } = parts;
  return [
    route('POST', '/calls', (request) => {
      const asked = placeSchema.parse(request.json());
      return orRefusal(async () => ({ status: 201, body: viewCall(await calls.place(asked)) }));
    }),
    route('GET', '/calls', () => ({
      status: 200,
      body: { calls: calls.all.map((call) => viewCall(call)) },
    })),
    route('GET', '/calls/:callId', (request) => ({
      status: 200,
      body: viewCall(callOf(parts, request), numberOf(request.query, 'gateMs')),
    })),
    route('GET', '/calls/:callId/media/log', (request) => ({
      status: 200,
      body: audioOf(parts, request).audio.log,
    })),
    route('GET', '/calls/:callId/media/sent-at', (request) => {
      const ms = numberOf(request.query, 'ms') ?? 0;
      const { sent } = audioOf(parts, request).audio.log;
      return { status: 200, body: { number: firstSentAtOrAfter(sent, ms) ?? null } };
    }),
    route('POST', '/calls/:callId/terminate', (request) =>
      orRefusal(async () => {
        await calls.terminate(request.params.callId ?? '');
        return { status: 200, body: {} };
      }),
    ),
    route('POST', '/calls/:callId/reject', (request) =>
      orRefusal(async () => {
        await calls.reject(callOf(parts, request).callId);
        return { status: 200, body: {} };
      }),
    ),
    route('GET', '/events', ({ query }) => {
      const callId = query.get('callId');
      const events = receiver.events.filter(
        ({ event }) => callId === null || event.data.callId === callId,
      );
      return { status: 200, body: { events, refused: receiver.refused } };
    }),
  ];
}

function settingsRoutes({ receiver, settings }: TenantParts): HttpRoute[] {
  return [
    route('PUT', '/behaviour', (request) => {
      const rule = tenantBehaviourRuleSchema.parse(request.json());
      settings.setBehaviour(rule);
      return { status: 200, body: rule };
    }),
    route('PUT', '/faults', (request) => {
      settings.faults = tenantFaultsSchema.parse(request.json());
      receiver.resetFailures();
      return { status: 200, body: settings.faults };
    }),
    route('DELETE', '/faults', () => {
      settings.faults = tenantFaultsSchema.parse({});
      receiver.resetFailures();
      return { status: 200, body: settings.faults };
    }),
  ];
}
