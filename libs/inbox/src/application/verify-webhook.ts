import { Injectable } from '@nestjs/common';
import { equalsInConstantTime } from '#patchbay/kernel';
import { MetaApps } from './meta-apps.js';

export interface VerificationRequest {
  readonly appKey: string;
  readonly mode: string | undefined;
  readonly verifyToken: string | undefined;
  readonly challenge: string | undefined;
}

/**
 * Answers Meta's handshake: the challenge when the verify token is the app's.
 * https://developers.facebook.com/docs/graph-api/webhooks/getting-started#verification-requests
 */
@Injectable()
export class VerifyWebhook {
  constructor(private readonly apps: MetaApps) {}

  /** The text to answer with; undefined when the request proves nothing. */
  async execute(request: VerificationRequest): Promise<string | undefined> {
    const { appKey, mode, verifyToken, challenge } = request;
    const app = await this.apps.find(appKey);
    if (app === undefined || mode !== 'subscribe' || verifyToken === undefined) return undefined;
    return equalsInConstantTime(verifyToken, app.verifyToken.reveal()) ? challenge : undefined;
  }
}
