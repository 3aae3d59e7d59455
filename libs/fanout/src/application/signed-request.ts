import { encodeId, type Envelope } from '#patchbay/kernel';
import { eventTypeFacts } from '../domain/event-types.js';
import {
  isSdpGone,
  type JoinedAtSending,
  messageBody,
  type StoredMessage,
} from '../domain/message-body.js';
import { metaBody } from '../domain/meta-body.js';
import { metaSignedHeaders, signedHeaders, type SigningSecrets } from '../domain/signature.js';
import { openForEndpoint } from './endpoint-secret.js';
import { openHeaders } from './endpoint-view.js';

/** What of an endpoint's row decides how a request to it looks. */
export interface SigningEndpoint {
  readonly id: string;
  readonly format: 'STANDARD' | 'META';
  readonly apiVersion: string;
  readonly headersSealed: string | null;
  readonly secretSealed: string;
  readonly previousSecretSealed: string | null;
  readonly previousSecretUntil: Date | null;
}

/** A message that leaves, with what joins it only now. */
export interface LeavingMessage {
  readonly message: StoredMessage;
  readonly joined: JoinedAtSending;
  readonly now: Date;
}

/** Headers (names in small letters) and the very text that was signed. */
export interface SignedRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

function secretsOf(
  envelope: Envelope,
  endpoint: SigningEndpoint,
  { message: { tenantId }, now }: LeavingMessage,
): SigningSecrets {
  const { id: endpointId, previousSecretSealed: previous, previousSecretUntil: until } = endpoint;
  const open = (sealed: string, column: 'secret_sealed' | 'previous_secret_sealed'): string =>
    openForEndpoint(envelope, sealed, { tenantId, endpointId, column });
  const current = open(endpoint.secretSealed, 'secret_sealed');
  if (previous === null || until === null || until <= now) return { current };
  return { current, previous: open(previous, 'previous_secret_sealed') };
}

/** What a body of Meta's form has no place for. */
function marks({ message, joined }: LeavingMessage): Record<string, string> {
  return {
    ...(message.data.isTest === true && { 'patchbay-test': 'true' }),
    ...(isSdpGone(message, joined) && { 'patchbay-sdp-expired': 'true' }),
  };
}

/**
 * The request that tells an endpoint a message, in the endpoint's format and version: body,
 * signatures (with the former secret's too, while its rotation lasts) and the tenant's own headers.
 * Throws when a sealed value does not open.
 */
export function signedRequest(
  envelope: Envelope,
  endpoint: SigningEndpoint,
  leaving: LeavingMessage,
): SignedRequest {
  const { message, joined, now } = leaving;
  // What was due before the endpoint changed its format may have no form of Meta.
  const isMeta = endpoint.format === 'META' && eventTypeFacts(message.type).hasMetaBody;
  const body = isMeta
    ? metaBody(message, joined)
    : messageBody(message, joined, endpoint.apiVersion);
  const secrets = secretsOf(envelope, endpoint, leaving);
  const messageId = encodeId('message', message.id);
  const timestampSeconds = Math.floor(now.getTime() / 1000);
  return {
    body,
    headers: {
      // First, so that none of them can take the place of ours.
      ...openHeaders(envelope, endpoint.headersSealed, {
        tenantId: message.tenantId,
        endpointId: endpoint.id,
      }),
      'content-type': 'application/json',
      'user-agent': 'Patchbay-Webhooks/1.0',
      ...signedHeaders(secrets, { messageId, timestampSeconds, body }),
      ...(isMeta && { ...metaSignedHeaders(secrets, body), ...marks(leaving) }),
    },
  };
}
