import type { SimCall } from '../world/call.js';
import type { GraphRequest } from './graph-request.js';

export interface GraphReply {
  readonly body?: unknown;
  /** Sent as they are instead of `body`, with this content type. */
  readonly bytes?: { readonly type: string; readonly content: Buffer };
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** The call it made, for the records. */
  readonly call?: SimCall;
  /** Called at the instant the reply is written, with the wall time. */
  readonly onSend?: (atMs: number) => void;
}

/** One endpoint of the Graph API. */
export interface GraphRoute {
  /** Its name in faults and records, e.g. `calls`, `settings.update`. */
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Without the version: `/:id/settings`. The first route that fits wins. */
  readonly path: string;
  /** `none` for what carries its own credentials, such as the code exchange. */
  readonly auth?: 'none';
  /** What a request wants, where one endpoint does several things: faults can name it. */
  readonly actionOf?: (request: GraphRequest) => string | undefined;
  /** The call it is about, for the records. */
  readonly callOf?: (request: GraphRequest) => SimCall | undefined;
  /** Answers, or throws a GraphError. */
  readonly handle: (request: GraphRequest) => GraphReply | Promise<GraphReply>;
}

/** The plain answer of a write that worked. */
export const SUCCESS: GraphReply = { body: { success: true } };
