import type { RequestListener, Server } from 'node:http';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import express from 'express';
import { DatabaseModule } from '#patchbay/database';
import { KernelModule, readSecrets } from '#patchbay/kernel';
import { ApiModule, type ApiParts } from './api.module.js';
import { inputValidation } from './graphql/validate-input.js';
import { traceRequests } from './http/api-request.js';
import { HttpErrorFilter } from './http/http-error.filter.js';
import { NestLog } from './http/nest-log.js';
import { MetaWebhookListener } from './webhooks/meta-webhook.listener.js';

const MAX_BODY_BYTES = 100 * 1024;
/** For a request to arrive, its body included. */
const REQUEST_TIMEOUT_MS = 30_000;
const MAX_FORM_BYTES = 10 * 1024;

/** The API as it runs, not listening yet. */
export async function createApi(parts: ApiParts): Promise<NestExpressApplication> {
  const { config, clock, logger } = parts;
  const secrets = readSecrets(config.secrets.SECRETS_FILE);
  const base = [
    KernelModule.forRoot({ clock, logger, secrets, config: config.process }),
    await DatabaseModule.forRoot(config.database, clock, logger),
  ];
  const app = await NestFactory.create<NestExpressApplication>(ApiModule.forRoot(parts, base), {
    bodyParser: false,
    abortOnError: false,
    // Keep-alive connections would hold a closing process up.
    forceCloseConnections: true,
    logger: new NestLog(logger),
  });
  app.disable('x-powered-by');
  app.use(traceRequests);
  app.use('/oauth/token', express.urlencoded({ extended: false, limit: MAX_FORM_BYTES }));
  app.use(express.json({ limit: MAX_BODY_BYTES }));
  app.useGlobalPipes(inputValidation());
  app.useGlobalFilters(new HttpErrorFilter(logger));
  await app.init();
  const server = app.getHttpServer();
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  if (config.api.API_ROLES.includes('ingest')) {
    putInFront(server, app.get(MetaWebhookListener, { strict: false }));
  }
  return app;
}

/** Lets the listener have its requests before Express sees them; the port stays one. */
function putInFront(server: Server, listener: MetaWebhookListener): void {
  const behind = server.listeners('request') as RequestListener[];
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    if (listener.takes(request)) listener.handle(request, response);
    else for (const handle of behind) handle(request, response);
  });
}

/** Stops taking requests, lets those under way finish, and cuts what is left after `graceMs`. */
export async function closeWithin(app: NestExpressApplication, graceMs: number): Promise<void> {
  const cut = setTimeout(() => {
    app.getHttpServer().closeAllConnections();
  }, graceMs);
  try {
    await app.close();
  } finally {
    clearTimeout(cut);
  }
}
