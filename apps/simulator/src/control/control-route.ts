import type { z } from 'zod';
import {
  type HttpReply,
  HttpProblem,
  type HttpRoute,
  type ReplyStream,
} from '../http/http-listener.js';
import { GraphError } from '../graph/graph-error.js';
import type { BusinessNumber, Consumer } from '../world/assets.js';
import type { SimCall } from '../world/call.js';
import { NotPossible, type World } from '../world/world.js';

export interface ControlRequest<Body> {
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: Body;
}

interface RouteParts<Body extends z.ZodType> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below `/_sim/v1`. */
  readonly path: string;
  /** One line for the OpenAPI document and the README. */
  readonly summary: string;
  /** Groups the routes of the document. */
  readonly tag: string;
  readonly body: Body;
  /** Names of query parameters, with what they are. */
  readonly query?: Readonly<Record<string, string>>;
  /** Of a good answer; 200 unless told. */
  readonly status?: number;
  /** Content type of a good answer; JSON unless told. */
  readonly type?: string;
  /** Gives the answer's JSON body, or a ControlFile or ControlStream. */
  readonly handle: (request: ControlRequest<z.output<Body>>) => unknown;
}

/** One control operation with what its document needs. */
export interface ControlRoute {
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly tag: string;
  readonly body: z.ZodType | undefined;
  readonly query: Readonly<Record<string, string>>;
  readonly status: number;
  readonly type: string;
  readonly http: HttpRoute;
}

/** A file in place of JSON. */
export class ControlFile {
  constructor(
    readonly type: string,
    readonly content: Buffer,
  ) {}
}

/** An answer that goes on; see HttpReply. */
export class ControlStream {
  constructor(
    readonly type: string,
    readonly open: (stream: ReplyStream) => () => void,
  ) {}
}

export const CONTROL_PREFIX = '/_sim/v1';

/** Makes a control operation: its body is checked, a step that cannot be is 409. */
export function controlRoute<Body extends z.ZodType>(
  parts: Omit<RouteParts<Body>, 'body'> & { readonly body?: Body },
): ControlRoute {
  const { body, handle, method, path, query = {}, status = 200, summary, tag } = parts;
  const { type = 'application/json' } = parts;
  return {
    method,
    path,
    summary,
    tag,
    body,
    query,
    status,
    type,
    http: {
      method,
      pattern: CONTROL_PREFIX + path,
      handle: async (request): Promise<HttpReply> => {
        const asked = body?.parse(request.json()) as z.output<Body>;
        const answer = await orConflict(() =>
          handle({ params: request.params, query: request.query, body: asked }),
        );
        return replyWith(status, answer);
      },
    },
  };
}

function replyWith(status: number, answer: unknown): HttpReply {
  if (answer instanceof ControlFile) return { status, bytes: answer };
  return answer instanceof ControlStream ? { status, stream: answer } : { status, body: answer };
}

/** What the state forbids is the caller's mistake: 409 and the reason. */
async function orConflict(run: () => unknown): Promise<unknown> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof NotPossible || error instanceof GraphError) {
      throw new HttpProblem(409, error.message);
    }
    throw error;
  }
}

export function consumerOf(world: World, id: string): Consumer {
  const consumer = world.directory.consumer(id);
  if (consumer === undefined) throw new HttpProblem(404, `there is no consumer ${id}`);
  return consumer;
}

export function numberOf(world: World, phoneNumberId: string): BusinessNumber {
  const number = world.directory.number(phoneNumberId);
  if (number === undefined) throw new HttpProblem(404, `there is no number ${phoneNumberId}`);
  return number;
}

export function callOf(world: World, wacid: string): SimCall {
  const call = world.calls.find(wacid);
  if (call === undefined) throw new HttpProblem(404, `there is no call ${wacid}`);
  return call;
}
