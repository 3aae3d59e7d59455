import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { TestApp } from './create-test-app.js';

/** What came over a subscription, as it came. */
export interface Subscribed<Value> {
  readonly values: Value[];
  readonly errors: unknown[];
  /** How it ended: `complete`, or the close code of the socket; undefined while it runs. */
  ended: 'complete' | number | undefined;
  stop(): void;
}

/** A socket to the API as the holder of `token`; without one, as a stranger. */
export function openSocket({ url }: Pick<TestApp, 'url'>, token: string | undefined): Client {
  return createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    connectionParams: token === undefined ? {} : { authorization: `Bearer ${token}` },
  });
}

/** Subscribes and keeps what comes. */
export function subscribe<Value>(
  client: Client,
  query: string,
  variables: Record<string, unknown> = {},
): Subscribed<Value> {
  const subscribed: Subscribed<Value> = {
    values: [],
    errors: [],
    ended: undefined,
    stop: () => undefined,
  };
  subscribed.stop = client.subscribe<Record<string, Value>>(
    { query, variables },
    {
      next: ({ data, errors }) => {
        if (errors) subscribed.errors.push(...errors);
        for (const value of Object.values(data ?? {})) {
          if (value !== null) subscribed.values.push(value);
        }
      },
      error: (error) => {
        if (Array.isArray(error)) subscribed.errors.push(...(error as unknown[]));
        subscribed.ended = (error as { code?: number }).code ?? 0;
      },
      complete: () => {
        subscribed.ended = 'complete';
      },
    },
  );
  return subscribed;
}
