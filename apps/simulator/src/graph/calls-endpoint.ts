import type { HttpReply, HttpRequest } from '../http/http-listener.js';
import { wallMs } from '../media/wall-time.js';
import type { BusinessNumber } from '../seed-file.js';
import type { GraphRequestRecord, SimCall } from '../world/call.js';
import type { GraphFault } from '../world/faults.js';
import type { World } from '../world/world.js';
import { CallActions, type Outcome } from './call-actions.js';
import { type CallsBody, parseCallsBody } from './calls-body.js';
import {
  GraphError,
  invalidParameter,
  invalidToken,
  noAccess,
  noSuchObject,
  orderedError,
} from './graph-error.js';

const OLDEST_VERSION = 14;
const NEWEST_VERSION = 26;
const KEPT_REQUESTS = 2000;

/** `POST /v{14..26}.0/{phone-number-id}/calls`, the one Graph endpoint of a call. */
export class CallsEndpoint {
  readonly #world: World;
  readonly #actions: CallActions;
  readonly #requests: GraphRequestRecord[] = [];

  constructor(world: World) {
    this.#world = world;
    this.#actions = new CallActions(world);
  }

  /** Every request that came, the newest last. */
  get requests(): readonly GraphRequestRecord[] {
    return this.#requests;
  }

  async handle(request: HttpRequest): Promise<HttpReply> {
    const record = this.#record(request.params.phoneNumberId ?? '');
    try {
      const number = this.#authorise(request);
      const body = parseCallsBody(readJson(request));
      record.action = body.action;
      if (body.action !== 'connect') {
        this.#attach(record, this.#world.calls.find(body.call_id));
      }
      const fault = this.#world.faults.takeGraph(body.action, number.phoneNumberId);
      return await (fault === undefined
        ? this.#perform(number, body, record)
        : this.#performWithFault(number, body, record, fault));
    } catch (error) {
      if (!(error instanceof GraphError)) throw error;
      return toReply(error, record);
    }
  }

  #authorise({ headers, params }: HttpRequest): BusinessNumber {
    const { phoneNumberId = '', version = '' } = params;
    requireVersion(version, phoneNumberId);
    const token = /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
    const waba = this.#world.directory.wabaOfToken(token);
    if (waba === undefined) throw invalidToken();
    const number = this.#world.directory.number(phoneNumberId);
    if (number === undefined) throw noSuchObject(phoneNumberId);
    if (number.wabaId !== waba.wabaId) throw noAccess();
    return number;
  }

  async #perform(
    number: BusinessNumber,
    body: CallsBody,
    record: GraphRequestRecord,
  ): Promise<HttpReply> {
    const outcome = await this.#actions.apply(number, body);
    this.#attach(record, outcome.call);
    return toSuccess(outcome, body, record);
  }

  /** A fault decides whether the request takes effect, and what is heard of it. */
  async #performWithFault(
    number: BusinessNumber,
    body: CallsBody,
    record: GraphRequestRecord,
    { applied, code, status, timeoutMs }: GraphFault,
  ): Promise<HttpReply> {
    const isApplied = applied ?? status === undefined;
    const reply = isApplied ? await this.#perform(number, body, record) : undefined;
    if (status !== undefined) return toReply(orderedError(status, code), record);
    const late = reply ?? toReply(orderedError(500, code), record);
    return { ...late, holdMs: timeoutMs ?? 0 };
  }

  #attach(record: GraphRequestRecord, call: SimCall | undefined): void {
    if (call === undefined || record.wacid !== null) return;
    record.wacid = call.wacid;
    call.graphRequests.push(record);
  }

  #record(phoneNumberId: string): GraphRequestRecord {
    const record: GraphRequestRecord = {
      action: null,
      phoneNumberId,
      wacid: null,
      receivedMs: wallMs(),
      repliedMs: null,
      status: null,
      code: null,
    };
    this.#requests.push(record);
    if (this.#requests.length > KEPT_REQUESTS) this.#requests.shift();
    return record;
  }
}

function requireVersion(version: string, phoneNumberId: string): void {
  const major = Number(/^v(\d+)\.0$/.exec(version)?.[1] ?? NaN);
  if (major >= OLDEST_VERSION && major <= NEWEST_VERSION) return;
  throw new GraphError({
    httpStatus: 400,
    code: 2500,
    title: `Unknown path components: /${version}/${phoneNumberId}/calls`,
  });
}

function readJson(request: HttpRequest): unknown {
  try {
    return request.json();
  } catch {
    throw invalidParameter('The request body is not valid JSON');
  }
}

function toSuccess(
  { body, call }: Outcome,
  { action }: CallsBody,
  record: GraphRequestRecord,
): HttpReply {
  return {
    status: 200,
    body,
    headers: { 'facebook-api-version': `v${NEWEST_VERSION}.0` },
    onSend: () => {
      record.repliedMs = wallMs();
      record.status = 200;
      if (action === 'accept') call.times.acceptReplySentMs = record.repliedMs;
    },
  };
}

function toReply(error: GraphError, record: GraphRequestRecord): HttpReply {
  const { code, httpStatus } = error.parts;
  return {
    status: httpStatus,
    body: error.body,
    headers: {
      'x-fb-trace-id': error.fbtraceId,
      'www-authenticate': `OAuth "Facebook Platform" "invalid_request" "${error.message}"`,
    },
    onSend: () => {
      Object.assign(record, { repliedMs: wallMs(), status: httpStatus, code });
    },
  };
}
