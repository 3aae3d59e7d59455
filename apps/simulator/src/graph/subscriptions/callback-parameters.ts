import type { MetaApp, WebhookOverride } from '../../world/assets.js';
import type { World } from '../../world/world.js';
import { GraphError, invalidParameter } from '../graph-error.js';

/** Longest alternate URL that Meta takes. */
const MAX_OVERRIDE_CHARS = 200;

/** Code 2200: the endpoint did not prove that it expects us. */
export function verificationFailed(reason: string): GraphError {
  return new GraphError({ httpStatus: 400, code: 2200, title: reason });
}

/** Code 15: only the app's own token will do. */
export function appTokenRequired(): GraphError {
  return new GraphError({
    httpStatus: 400,
    code: 15,
    title: 'This method must be called with an app access_token.',
  });
}

/** Code 100 of an app that is not subscribed to the account. */
function notSubscribed(): GraphError {
  return new GraphError({
    httpStatus: 400,
    code: 100,
    title:
      'Before override the current callback uri, your app must be subscribed to receive messages ' +
      'for WhatsApp Business Account',
  });
}

/**
 * A URL that webhooks can be posted to. Meta wants https with a certificate of a known authority; on
 * a laptop plain http is taken too.
 */
export function requireCallbackUrl(name: string, value: unknown): string {
  const isUrl = typeof value === 'string' && /^https?:\/\//.test(value) && URL.canParse(value);
  if (!isUrl) throw invalidParameter(`Param ${name} must be a valid URL`);
  return value;
}

/**
 * The alternate URL that parameters ask for: undefined when they ask for none, which removes it.
 * The URL and its token go together.
 */
export function parseOverride(
  parts: Readonly<Record<string, unknown>>,
): WebhookOverride | undefined {
  const { override_callback_uri: uri, verify_token: verifyToken } = parts;
  if (uri === undefined || uri === null || uri === '') return undefined;
  const url = requireCallbackUrl('override_callback_uri', uri);
  if (url.length > MAX_OVERRIDE_CHARS) {
    throw invalidParameter(
      `Param override_callback_uri must be at most ${MAX_OVERRIDE_CHARS} characters long`,
    );
  }
  if (typeof verifyToken !== 'string' || verifyToken === '') {
    throw invalidParameter('The parameter verify_token is required.');
  }
  return { uri: url, verifyToken };
}

/** The account's subscription of the app, which an alternate URL needs. */
export function requireSubscription(world: World, wabaId: string, app: MetaApp): void {
  const isSubscribed = world.directory.waba(wabaId)?.subscribedApps.has(app.appId) === true;
  if (!isSubscribed) throw notSubscribed();
}

/** The handshake; a failed one leaves everything as it was. */
export async function requireVerified(
  world: World,
  url: string,
  verifyToken: string,
): Promise<void> {
  const failure = await world.sender.verify(url, verifyToken);
  if (failure !== undefined) throw verificationFailed(failure);
}
