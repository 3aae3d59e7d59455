export { type AddressConfig, addressConfigSchema } from './address.config.js';
export { AddressModule } from './address.module.js';
export {
  AcceptWebhook,
  type AcceptWebhookOutcome,
  type IncomingWebhook,
} from './application/accept-webhook.js';
export { AdmitAddress, type Caller } from './application/admit-address.js';
export { type VerificationRequest, VerifyWebhook } from './application/verify-webhook.js';
export { InboxModule } from './inbox.module.js';
