import type { IncomingMessage, ServerResponse } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import {
  AcceptWebhook,
  type AcceptWebhookOutcome,
  AdmitAddress,
  VerifyWebhook,
} from '#patchbay/inbox';
import { type Logger, LOGGER, newTraceparent } from '#patchbay/kernel';
import { BodyMemory, readBody } from './request-body.js';

const PATH = '/webhooks/meta/';
/** A webhook of Meta's may carry up to 3 MB. https://developers.facebook.com/docs/graph-api/webhooks */
const MAX_BYTES = 3 * 1024 * 1024;
/** Of all bodies that are being read or committed. */
const MEMORY_BYTES = 192 * 1024 * 1024;
/** How long and how much more of a refused body is read away, so that its sender sees the answer. */
const REST_MS = 1000;
const REST_BYTES = 8 * 1024 * 1024;
/** After which a sender comes again, where we say when. */
const RETRY_SECONDS = '5';

interface Answer {
  readonly status: number;
  readonly text?: string;
}

const ANSWERS: Readonly<Record<AcceptWebhookOutcome, Answer>> = {
  accepted: { status: 200 },
  unknown_app: { status: 404, text: 'There is no Meta app with this key.' },
  bad_signature: { status: 401, text: 'X-Hub-Signature-256 is not the signature of this app.' },
  too_many_changes: {
    status: 413,
    text: 'A webhook may have 1,000 changes, and this one has more.',
  },
  // Not committed: Meta must bring it again.
  unavailable: { status: 503, text: 'The webhook could not be kept. Send it again.' },
};
const TOO_LARGE = { status: 413, text: 'A webhook may have 3 MB, and this one has more.' };
const ENCODED = {
  status: 415,
  text: 'A webhook must not be compressed: its raw bytes are signed.',
};
const METHOD = { status: 405, text: 'Webhooks come by POST, the verification by GET.' };
const UNVERIFIED = { status: 403, text: 'The verify token is not the one of this app.' };

/**
 * Where Meta's webhooks arrive: one path per Meta app, whose key selects the secret. It stands on the
 * bare server in front of Express, which costs more than all else that ingest does (ADR 0013).
 */
@Injectable()
export class MetaWebhookListener {
  readonly #memory = new BodyMemory(MEMORY_BYTES);

  constructor(
    private readonly acceptWebhook: AcceptWebhook,
    private readonly verifyWebhook: VerifyWebhook,
    private readonly admitAddress: AdmitAddress,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Whether a request is for this listener. */
  takes({ url = '' }: IncomingMessage): boolean {
    return url.startsWith(PATH);
  }

  /** Answers a request that `takes` said yes to. */
  handle(request: IncomingMessage, response: ServerResponse): void {
    this.#answer(request, response).catch((err: unknown) => {
      // Outcomes are answers; what remains is a mistake of ours, and Meta must come again.
      this.logger.error({ err }, 'webhook.not_answered');
      response.destroy();
    });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { headers, method } = request;
    const refusal = this.admitAddress.refusalOf({ peer: request.socket.remoteAddress, headers });
    if (refusal !== undefined) {
      refuse(request, response, { status: 403, text: refusal.trimEnd() });
    } else if (method === 'POST') {
      await this.#receive(request, response);
    } else if (method === 'GET') {
      await this.#verify(request, response);
    } else {
      response.setHeader('allow', 'GET, POST');
      refuse(request, response, METHOD);
    }
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { headers } = request;
    const appKey = appKeyOf(request);
    const known = await this.acceptWebhook.isKnown(appKey).catch(() => undefined);
    // Who is refused for what stands in the head is not read any further.
    const refusal = refusalOfHead(headers, known);
    if (refusal !== undefined) {
      refuse(request, response, refusal);
      return;
    }
    const body = await readBody(request, this.#memory, MAX_BYTES);
    if (body.kind === 'gone') return;
    if (body.kind !== 'read') {
      refuse(request, response, body.kind === 'busy' ? ANSWERS.unavailable : TOO_LARGE);
      return;
    }
    const { raw } = body;
    const signature = headers['x-hub-signature-256']?.toString();
    const webhook = { appKey, signature, raw, traceparent: newTraceparent() };
    const outcome = await this.acceptWebhook.execute(webhook).finally(() => {
      this.#memory.giveBack(raw.length);
    });
    say(response, ANSWERS[outcome]);
  }

  async #verify(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { searchParams } = new URL(request.url ?? '', 'http://localhost');
    const challenge = await this.verifyWebhook
      .execute({
        appKey: appKeyOf(request),
        mode: searchParams.get('hub.mode') ?? undefined,
        verifyToken: searchParams.get('hub.verify_token') ?? undefined,
        challenge: searchParams.get('hub.challenge') ?? undefined,
      })
      .catch(() => null);
    if (challenge === null) say(response, ANSWERS.unavailable);
    else say(response, challenge === undefined ? UNVERIFIED : { status: 200, text: challenge });
  }
}

/** What stands behind the path, up to the query; an app's key is never encoded. */
function appKeyOf({ url = '' }: IncomingMessage): string {
  const query = url.indexOf('?');
  return url.slice(PATH.length, query < 0 ? undefined : query);
}

/** `isKnown` is undefined when nobody could say. */
function refusalOfHead(
  headers: IncomingMessage['headers'],
  isKnown: boolean | undefined,
): Answer | undefined {
  if (isKnown === undefined) return ANSWERS.unavailable;
  if (!isKnown) return ANSWERS.unknown_app;
  if ((headers['content-encoding'] ?? 'identity') !== 'identity') return ENCODED;
  return Number(headers['content-length'] ?? 0) > MAX_BYTES ? TOO_LARGE : undefined;
}

function say(response: ServerResponse, { status, text }: Answer, isLast = true): void {
  response.statusCode = status;
  if (status === 503) response.setHeader('retry-after', RETRY_SECONDS);
  const body = text ?? '';
  if (text !== undefined) {
    response.setHeader('content-type', 'text/plain; charset=utf-8');
    response.setHeader('x-content-type-options', 'nosniff');
  }
  response.setHeader('content-length', Buffer.byteLength(body));
  if (isLast) response.end(body);
  else response.write(body);
}

/**
 * Answers before the body was read, and ends the connection. A socket that is closed with bytes of
 * the sender's in it takes the answer with it, so some of them are read away first.
 */
function refuse(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  if (request.complete) {
    say(response, answer);
    return;
  }
  response.setHeader('connection', 'close');
  say(response, answer, false);
  let rest = 0;
  const over = (): void => {
    clearTimeout(timer);
    response.end();
  };
  const timer = setTimeout(over, REST_MS);
  request.on('data', (chunk: Buffer) => {
    rest += chunk.length;
    if (rest > REST_BYTES) over();
  });
  request.once('end', over).once('close', over).resume();
}
