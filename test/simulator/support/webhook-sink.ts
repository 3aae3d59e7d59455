import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What JSON.parse gives: the tests look into it as they please. */
export type Json = ReturnType<typeof JSON.parse>;

export interface ReceivedWebhook {
  readonly appKey: string;
  readonly raw: Buffer;
  readonly signature: string | undefined;
  /** `changes[0].value` of the body. */
  readonly value: Json;
  /** `connect`, `terminate`, or the status of a business-initiated call. */
  readonly kind: string;
  readonly wacid: string;
  readonly element: Json;
}

/** What a platform's ingest looks like from Meta's side, and no more. */
export class WebhookSink {
  readonly received: ReceivedWebhook[] = [];
  /** Statuses for the next deliveries; afterwards 200. */
  readonly nextStatuses: number[] = [];
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        this.#take(request.url ?? '', Buffer.concat(chunks), request.headers);
        response.writeHead(this.nextStatuses.shift() ?? 200);
        response.end();
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

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #take(url: string, raw: Buffer, headers: Record<string, unknown>): void {
    const value = JSON.parse(raw.toString()).entry?.[0]?.changes?.[0]?.value ?? {};
    const element = value.calls?.[0] ?? value.statuses?.[0] ?? {};
    this.received.push({
      appKey: url.replace('/webhooks/meta/', ''),
      raw,
      signature: headers['x-hub-signature-256'] as string | undefined,
      value,
      kind: element.event ?? element.status,
      wacid: element.id,
      element,
    });
  }
}

/** What the signature of a body must be. */
export function expectedSignature(raw: Buffer, appSecret: string): string {
  return `sha256=${createHmac('sha256', appSecret).update(raw).digest('hex')}`;
}
