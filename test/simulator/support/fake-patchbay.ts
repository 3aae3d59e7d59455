import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import type { Json } from './webhook-sink.js';

export interface Operation {
  readonly name: string;
  readonly input: Json;
  readonly query: string;
}

type Answer = (input: Json) => unknown;

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

/** The platform as the sample tenant sees it: tokens, GraphQL mutations, signed webhooks. */
export class FakePatchbay {
  readonly operations: Operation[] = [];
  readonly secret = `whsec_${Buffer.from('0123456789abcdef0123456789abcdef').toString('base64')}`;
  readonly answers = new Map<string, Answer>([
    ['endpoints', () => ({ edges: [] })],
    ['rotateEndpointSecret', () => ({ secret: this.secret })],
    [
      'createEndpoint',
      (input) => ({ endpoint: { id: 'ep_1', url: input.url }, secret: this.secret }),
    ],
  ]);
  tokensGiven = 0;
  validToken = '';
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      void this.#answer(request).then((body) => {
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify(body));
      });
    });
  }

  static async open(): Promise<FakePatchbay> {
    const patchbay = new FakePatchbay();
    await new Promise<void>((resolve) => patchbay.#server.listen(0, '127.0.0.1', resolve));
    return patchbay;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  inputsOf(name: string): Json[] {
    return this.operations.filter((operation) => operation.name === name).map((o) => o.input);
  }

  /** Delivers an event to the tenant's endpoint; gives the status of its answer. */
  async deliver(
    type: string,
    data: object,
    {
      id = `msg_${type}`,
      secret = this.secret,
      url = this.inputsOf('createEndpoint')[0].url as string,
    } = {},
  ) {
    const timestamp = new Date();
    const body = JSON.stringify({
      id,
      type,
      apiVersion: '2026-11-01',
      timestamp: timestamp.toISOString(),
      tenantId: 'ten_1',
      data,
    });
    const headers = {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(timestamp.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign(id, timestamp, body),
    };
    return (await fetch(url, { method: 'POST', headers, body })).status;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage): Promise<unknown> {
    const text = await read(request);
    if (request.url === '/oauth/token') {
      const form = new URLSearchParams(text);
      if (form.get('grant_type') !== 'client_credentials') return { error: 'unsupported' };
      this.tokensGiven += 1;
      this.validToken = `token-${this.tokensGiven}-of-${form.get('client_id') ?? ''}`;
      return { access_token: this.validToken, token_type: 'Bearer', expires_in: 300 };
    }
    if (request.headers.authorization !== `Bearer ${this.validToken}`) {
      return { errors: [{ message: 'stale', extensions: { code: 'UNAUTHENTICATED' } }] };
    }
    const { query, variables } = JSON.parse(text);
    const name = /\{ (\w+)\(/.exec(query)?.[1] ?? '';
    this.operations.push({ name, input: variables.input, query });
    return { data: { [name]: this.answers.get(name)?.(variables.input) ?? { __typename: 'Ok' } } };
  }
}
