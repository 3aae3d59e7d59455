import { Controller, Get, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { AcceptWebhook, VerifyWebhook } from '#patchbay/inbox';
import { type Logger, LOGGER, newTraceparent, traceIdOf } from '#patchbay/kernel';

const STATUS = { accepted: 200, unknown_app: 404, bad_signature: 401 } as const;

/** Where Meta's webhooks arrive: one path per Meta app, whose key selects the secret. */
@Controller('webhooks/meta')
export class MetaWebhookController {
  constructor(
    private readonly acceptWebhook: AcceptWebhook,
    private readonly verifyWebhook: VerifyWebhook,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @Get(':appKey')
  async verify(
    @Param('appKey') appKey: string,
    @Query() query: Record<string, string | undefined>,
    @Res() response: Response,
  ): Promise<void> {
    const challenge = await this.verifyWebhook.execute({
      appKey,
      mode: query['hub.mode'],
      verifyToken: query['hub.verify_token'],
      challenge: query['hub.challenge'],
    });
    response.type('text/plain').status(challenge === undefined ? 403 : 200);
    response.send(challenge ?? 'The verify token is not the one of this app.');
  }

  @Post(':appKey')
  @HttpCode(200)
  async receive(
    @Param('appKey') appKey: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const body: unknown = request.body;
    const raw = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
    const signature = request.header('x-hub-signature-256');
    const traceparent = newTraceparent();
    const webhook = { appKey, signature, raw, traceparent };
    const outcome = await this.acceptWebhook.execute(webhook).catch((err: unknown) => {
      this.logger.error({ err, appKey, traceId: traceIdOf(traceparent) }, 'webhook.not_kept');
      return undefined;
    });
    // Not committed: Meta must bring it again.
    response.status(outcome === undefined ? 503 : STATUS[outcome]).send();
  }
}
