import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { OnApplicationBootstrap, OnModuleDestroy, Provider } from '@nestjs/common';
import { HttpAdapterHost, ModuleRef } from '@nestjs/core';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { handleProtocols, makeServer } from 'graphql-ws';
import { WebSocketServer } from 'ws';
import { VerifyToken } from '#patchbay/identity';
import { type Clock, CLOCK, type Logger, LOGGER } from '#patchbay/kernel';
import { sessionOptions, type SocketExtra } from './subscription-session.js';
import { serveSocket } from './subscription-socket.js';

const PATH = '/graphql';
/** As for documents over HTTP. */
const MAX_MESSAGE_BYTES = 100 * 1024;
const GOING_AWAY = 1001;
/** For peers to close their side when the process does. */
const CLOSE_WITHIN_MS = 300;

export interface SubscriptionServerParts {
  readonly http: HttpAdapterHost;
  /** Has the schema once the application is up. */
  readonly modules: ModuleRef;
  readonly verifyToken: VerifyToken;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Subscriptions over WebSocket (`graphql-transport-ws`) at the address of the API. */
export class SubscriptionServer implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    handleProtocols,
  });

  readonly #parts: SubscriptionServerParts;

  constructor(parts: SubscriptionServerParts) {
    this.#parts = parts;
  }

  onApplicationBootstrap(): void {
    const { http, modules, logger, ...parts } = this.#parts;
    const { schema } = modules.get(GraphQLSchemaHost, { strict: false });
    const server = makeServer<Record<string, unknown>, SocketExtra>(
      sessionOptions({ ...parts, schema, logger }),
    );
    this.#sockets.on('connection', (socket, request) => {
      serveSocket(server, { socket, request, logger });
    });
    const listener = http.httpAdapter.getHttpServer() as Server;
    listener.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
      this.#upgrade(request, stream, head);
    });
  }

  async onModuleDestroy(): Promise<void> {
    const { clients } = this.#sockets;
    for (const socket of clients) socket.close(GOING_AWAY, 'Going away');
    const cut = setTimeout(() => {
      for (const socket of clients) socket.terminate();
    }, CLOSE_WITHIN_MS);
    await new Promise<void>((resolve) => {
      this.#sockets.close(() => {
        resolve();
      });
    });
    clearTimeout(cut);
  }

  #upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    // Anybody may send any path, also one that is no URL; and who is refused may be gone before he reads it.
    if (request.url?.split('?', 1)[0] !== PATH) {
      stream.on('error', () => stream.destroy());
      stream.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    this.#sockets.handleUpgrade(request, stream, head, (socket) => {
      this.#sockets.emit('connection', socket, request);
    });
  }
}

type Injected = [HttpAdapterHost, ModuleRef, VerifyToken, Clock, Logger];

export const subscriptionServer: Provider = {
  provide: SubscriptionServer,
  inject: [HttpAdapterHost, ModuleRef, VerifyToken, CLOCK, LOGGER],
  useFactory: (...[http, modules, verifyToken, clock, logger]: Injected) =>
    new SubscriptionServer({ http, modules, verifyToken, clock, logger }),
};
