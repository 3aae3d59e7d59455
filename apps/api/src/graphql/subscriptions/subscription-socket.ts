import type { IncomingMessage } from 'node:http';
import type { Server } from 'graphql-ws';
import { CloseCode } from 'graphql-ws';
import type { RawData, WebSocket } from 'ws';
import type { Logger } from '#patchbay/kernel';
import type { SocketExtra } from './subscription-session.js';

/** A peer that answers no ping for so long is gone. */
const PING_EVERY_MS = 12_000;

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString();
  return Buffer.isBuffer(data) ? data.toString() : Buffer.from(data).toString();
}

function keepAlive(socket: WebSocket): () => void {
  let isAlive = true;
  socket.on('pong', () => {
    isAlive = true;
  });
  const timer = setInterval(() => {
    if (!isAlive) {
      socket.terminate();
      return;
    }
    isAlive = false;
    if (socket.readyState === socket.OPEN) socket.ping();
  }, PING_EVERY_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
}

/** Speaks `graphql-transport-ws` on an open socket until it closes. */
export function serveSocket(
  server: Server<SocketExtra>,
  { socket, request, logger }: { socket: WebSocket; request: IncomingMessage; logger: Logger },
): void {
  const extra: SocketExtra = { socket, request };
  const stopPings = keepAlive(socket);
  const closed = server.opened(
    {
      protocol: socket.protocol,
      send: (data) =>
        new Promise((resolve, reject) => {
          if (socket.readyState !== socket.OPEN) {
            resolve();
            return;
          }
          // The next event waits until this one has left: who takes slowly holds up himself only.
          socket.send(data, (error) => {
            if (error) reject(error);
            else resolve();
          });
        }),
      close: (code, reason) => {
        socket.close(code, reason);
      },
      onMessage: (take) => {
        socket.on('message', (data) => {
          take(textOf(data)).catch((err: unknown) => {
            logger.error({ err }, 'subscriptions.message_broke');
            socket.close(CloseCode.InternalServerError, 'Internal server error');
          });
        });
      },
    },
    extra,
  );
  socket.on('error', (err) => {
    logger.debug({ err }, 'subscriptions.socket_failed');
    socket.terminate();
  });
  socket.once('close', (code, reason) => {
    stopPings();
    clearTimeout(extra.expiry);
    closed(code, reason.toString()).catch((err: unknown) => {
      logger.error({ err }, 'subscriptions.close_broke');
    });
  });
}
