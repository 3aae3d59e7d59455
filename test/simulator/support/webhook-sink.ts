import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What JSON.parse gives: the tests look into it as they please. */
export type Json = ReturnType<typeof JSON.parse>;

/** One element of a POST: a call, a status, a message, or a change without elements. */
export interface ReceivedWebhook {
  /** The last part of the default path; of other URLs the path. */
  readonly appKey: string;
  readonly path: string;
  readonly raw: Buffer;
  readonly headers: IncomingMessage['headers'];
  readonly signature: string | undefined;
  readonly field: string;
  readonly entry: Json;
  /** `value` of the change it came in. */
  readonly value: Json;
  /** `connect`, `terminate`, the status of a call or message, the event of an account. */
  readonly kind: string;
  readonly wacid: string;
  readonly element: Json;
  /** What the sink answered. */
  readonly status: number;
}

/** A whole POST, whatever its body. */
export interface ReceivedPost {
  readonly path: string;
  readonly raw: Buffer;
  readonly headers: IncomingMessage['headers'];
  readonly status: number;
}

/** A handshake and what the sink made of it. */
export interface ReceivedVerification {
  readonly path: string;
  readonly mode: string | null;
  readonly challenge: string | null;
  readonly verifyToken: string | null;
}

/** What a platform's ingest looks like from Meta's side, and no more. */
export class WebhookSink {
  readonly received: ReceivedWebhook[] = [];
  readonly posts: ReceivedPost[] = [];
  readonly verifications: ReceivedVerification[] = [];
  /** Statuses for the next deliveries; afterwards 200. */
  readonly nextStatuses: number[] = [];
  /** Statuses for single paths, for as long as they are set; they win. */
  readonly statusByPath = new Map<string, number>();
  /** Answers of the next handshakes; afterwards the challenge. */
  readonly nextVerifications: { readonly status: number; readonly body?: string }[] = [];
  /** The token the handshake must bring; undefined: any. */
  expectedVerifyToken: string | undefined;
  /** Set: nothing is answered. */
  isMute = false;
  /** POSTs that were answered 200. */
  acknowledged = 0;
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        if (request.method === 'GET') this.#verify(request, response);
        else this.#take(request, Buffer.concat(chunks), response);
      });
    });
  }

  static async open(): Promise<WebhookSink> {
    const sink = new WebhookSink();
    await new Promise<void>((resolve) => sink.#server.listen(0, '127.0.0.1', resolve));
    return sink;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  of(wacid: string): ReceivedWebhook[] {
    return this.received.filter((webhook) => webhook.wacid === wacid);
  }

  kindsOf(wacid: string): string[] {
    return this.of(wacid).map((webhook) => webhook.kind);
  }

  find(wacid: string, kind: string): ReceivedWebhook | undefined {
    return this.of(wacid).find((webhook) => webhook.kind === kind);
  }

  /** Of one field, the oldest first. */
  ofField(field: string): ReceivedWebhook[] {
    return this.received.filter((webhook) => webhook.field === field);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #verify(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '', 'http://sink');
    const challenge = url.searchParams.get('hub.challenge');
    const verifyToken = url.searchParams.get('hub.verify_token');
    const mode = url.searchParams.get('hub.mode');
    this.verifications.push({ path: url.pathname, mode, challenge, verifyToken });
    if (this.isMute) return;
    const isExpected =
      this.expectedVerifyToken === undefined || this.expectedVerifyToken === verifyToken;
    const usual = isExpected ? { status: 200, body: challenge ?? '' } : { status: 403 };
    const answer = this.nextVerifications.shift() ?? usual;
    response.writeHead(answer.status, { 'content-type': 'text/plain' });
    response.end(answer.body ?? '');
  }

  #take(request: IncomingMessage, raw: Buffer, response: ServerResponse): void {
    const { headers, url: path = '' } = request;
    const status = this.statusByPath.get(path) ?? this.nextStatuses.shift() ?? 200;
    this.posts.push({ path, raw, headers, status });
    this.received.push(...elementsOf({ path, raw, headers, status }));
    if (this.isMute) return;
    if (status === 200) this.acknowledged += 1;
    response.writeHead(status);
    response.end();
  }
}

function parse(raw: Buffer): Json {
  try {
    const body = JSON.parse(raw.toString());
    return Array.isArray(body) ? body[0] : body;
  } catch {
    return {};
  }
}

/** The three levels of a body; at least one element, also of a body that makes no sense. */
function elementsOf({ headers, path, raw, status }: ReceivedPost): ReceivedWebhook[] {
  const entries: Json[] = parse(raw).entry ?? [{}];
  return entries.flatMap((entry) =>
    (entry.changes ?? [{}]).flatMap(({ field, value = {} }: Json) =>
      (value.calls ?? value.statuses ?? value.messages ?? [{}]).map((element: Json) => ({
        appKey: path.replace('/webhooks/meta/', ''),
        ...{ path, raw, headers, field, entry, value, element, status },
        signature: headers['x-hub-signature-256'] as string | undefined,
        kind: element.event ?? element.status ?? value.event,
        wacid: element.id,
      })),
    ),
  );
}

/** What the signature of a body must be. */
export function expectedSignature(raw: Buffer, appSecret: string): string {
  return `sha256=${createHmac('sha256', appSecret).update(raw).digest('hex')}`;
}
