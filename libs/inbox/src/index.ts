export {
  AcceptWebhook,
  type AcceptWebhookOutcome,
  type IncomingWebhook,
} from './application/accept-webhook.js';
export { type VerificationRequest, VerifyWebhook } from './application/verify-webhook.js';
export { InboxModule } from './inbox.module.js';
