import type { Secret } from '#patchbay/kernel';
import { z } from 'zod';

export interface PatchbayClientOptions {
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: Secret;
}

/** An operation failed: a refusal of the platform, or an error of the request. */
export class PatchbayError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = 'PatchbayError';
  }
}

const REQUEST_TIMEOUT_MS = 15_000;
const REACHED_WITHIN_MS = 30_000;
const REPEAT_MS = 250;

const tokenSchema = z.object({ access_token: z.string() });

const replySchema = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z
    .array(
      z.object({
        message: z.string(),
        extensions: z.object({ code: z.string().optional() }).optional(),
      }),
    )
    .optional(),
});

const refusalSchema = z.object({ code: z.string(), message: z.string() });

const keySchema = z.looseObject({ idempotencyKey: z.string() });

/** Repeating a command is safe only when the platform can tell it from another one. */
function hasIdempotencyKey(input: unknown): boolean {
  return keySchema.safeParse(input).success;
}

/** Repeats what could not be delivered: a platform that restarts is back within seconds. */
async function untilReached<T>(run: () => Promise<T>): Promise<T> {
  const endsAt = performance.now() + REACHED_WITHIN_MS;
  for (;;) {
    try {
      return await run();
    } catch (error) {
      if (error instanceof PatchbayError || performance.now() > endsAt) throw error;
      await new Promise((resolve) => setTimeout(resolve, REPEAT_MS));
    }
  }
}

/** The platform as a tenant's application uses it: a token by client credentials, then GraphQL. */
export class PatchbayClient {
  readonly #options: PatchbayClientOptions;
  #token: string | undefined;

  constructor(options: PatchbayClientOptions) {
    this.#options = options;
  }

  /**
   * Runs a mutation with one `input` and gives the member of its result union. A member that
   * implements MutationError, and every error of the request, is thrown.
   */
  async mutate(name: string, input: unknown, success: string): Promise<Record<string, unknown>> {
    const Name = name.charAt(0).toUpperCase() + name.slice(1);
    const query =
      `mutation Run($input: ${Name}Input!) { ${name}(input: $input) { __typename ` +
      `${success} ... on MutationError { code message } } }`;
    const run = (): Promise<Record<string, unknown>> =>
      this.#withFreshToken(() => this.#post(query, { input }));
    const data = await (hasIdempotencyKey(input) ? untilReached(run) : run());
    const result = z.record(z.string(), z.unknown()).parse(data[name]);
    const refusal = refusalSchema.safeParse(result);
    if (refusal.success) throw new PatchbayError(refusal.data.code, refusal.data.message);
    return result;
  }

  /** Runs a document and gives its data; an error of the request is thrown. */
  ask(document: string, variables: unknown = {}): Promise<Record<string, unknown>> {
    return this.#withFreshToken(() => this.#post(document, variables));
  }

  /** Tokens are short-lived: one that is refused is replaced, once. */
  async #withFreshToken<T>(run: () => Promise<T>): Promise<T> {
    try {
      return await run();
    } catch (error) {
      const isStale = error instanceof PatchbayError && error.code === 'UNAUTHENTICATED';
      if (!isStale) throw error;
      this.#token = undefined;
      return run();
    }
  }

  async #post(query: string, variables: unknown): Promise<Record<string, unknown>> {
    this.#token ??= await this.#fetchToken();
    const response = await fetch(`${this.#options.url}/graphql`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${this.#token}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    });
    const text = await response.text();
    if (response.status === 401) throw new PatchbayError('UNAUTHENTICATED', text);
    const { data, errors } = replySchema.parse(JSON.parse(text));
    const [error] = errors ?? [];
    if (error !== undefined) {
      throw new PatchbayError(error.extensions?.code ?? 'GRAPHQL', error.message);
    }
    return data ?? {};
  }

  async #fetchToken(): Promise<string> {
    const { clientId, clientSecret, url } = this.#options;
    // RFC 6749 §4.4, with the credentials in the body (§2.3.1).
    const response = await fetch(`${url}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: clientSecret.reveal(),
      }),
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    });
    if (!response.ok) {
      throw new PatchbayError('TOKEN_REFUSED', `the token endpoint answered ${response.status}`);
    }
    return tokenSchema.parse(await response.json()).access_token;
  }
}
