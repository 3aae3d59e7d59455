import { Refusal } from './failures.js';

/** What JSON.parse gives, looked into with the operators of optional chaining. */
export type Json = Readonly<Record<string, unknown>>;

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/** The control API from outside. */
export class ControlClient {
  constructor(readonly url: string) {}

  get(path: string): Promise<Json> {
    return this.#ask({ method: 'GET', path });
  }

  send(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<Json> {
    return this.#ask({ method, path, body });
  }

  /** Server-sent events until the simulator or the signal ends them. */
  async *events(query: URLSearchParams, signal: AbortSignal): AsyncGenerator<LiveMessage> {
    const response = await this.#fetch({
      method: 'GET',
      path: `/events?${query.toString()}`,
      signal,
    });
    let rest = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      const blocks = (rest + decoder.decode(chunk as Uint8Array, { stream: true })).split('\n\n');
      rest = blocks.pop() ?? '';
      yield* blocks.flatMap((block) => readBlock(block) ?? []);
    }
  }

  async #ask(asked: Asked): Promise<Json> {
    const response = await this.#fetch(asked);
    return (await response.json()) as Json;
  }

  async #fetch({ body, method, path, signal }: Asked): Promise<Response> {
    let response: Response;
    try {
      response = await fetch(`${this.url}/_sim/v1${path}`, {
        method,
        ...(body === undefined
          ? {}
          : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
        ...(signal === undefined ? {} : { signal }),
      });
    } catch (error) {
      if (signal?.aborted === true) throw error;
      throw new Refusal(
        `there is no simulator at ${this.url}. Start one with \`npm run sim -- start\`, or say where it is with --url.`,
      );
    }
    if (!response.ok) throw new Refusal(await reasonOf(response));
    return response;
  }
}

export interface LiveMessage {
  readonly name: string;
  readonly data: Json;
}

function readBlock(block: string): LiveMessage | undefined {
  const field = (name: string): string | undefined =>
    block
      .split('\n')
      .find((line) => line.startsWith(`${name}: `))
      ?.slice(name.length + 2);
  const [name, data] = [field('event'), field('data')];
  return name === undefined || data === undefined
    ? undefined
    : { name, data: JSON.parse(data) as Json };
}

async function reasonOf(response: Response): Promise<string> {
  const text = await response.text();
  try {
    const { error } = JSON.parse(text) as { error?: unknown };
    if (typeof error === 'string') return error;
  } catch {
    // Not the simulator's way of answering; its text is all there is.
  }
  return `HTTP ${response.status} ${text.slice(0, 200)}`;
}
