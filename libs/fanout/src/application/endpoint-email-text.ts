import { encodeId } from '#patchbay/kernel';
import type { ClaimedEmail } from '../persistence/endpoint-email.repository.js';

/** The JSON that the operator's e-mail hook gets. */
export interface EndpointEmail {
  /** The same for every repetition. */
  readonly id: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly event: 'endpoint.failing' | 'endpoint.disabled';
  readonly percent: number | null;
  readonly reason: string | null;
  readonly failures: number;
  readonly failingSince: string | null;
  readonly tenantId: string;
  readonly endpointId: string;
}

const oneLine = (text: string): string => text.replaceAll(/\p{C}+/gu, ' ');

/** What is wrong, in words: for an e-mail, whose readers have not read our documentation. */
function sentenceOf({ event, percent, reason, failures, failingSince }: ClaimedEmail): string {
  if (reason === 'GONE') {
    return 'It answered 410 Gone, so it was disabled. Nothing is sent to it until you enable it again.';
  }
  const since = failingSince === null ? '' : ` since ${failingSince.toISOString()}`;
  const failed = `It has refused or not answered ${failures} attempts in a row${since}.`;
  return event === 'endpoint.disabled'
    ? `${failed} It was disabled. Nothing is sent to it until you enable it again.`
    : `${failed} That is ${percent ?? 0} % of what disables it.`;
}

/**
 * An e-mail about an endpoint. Of the URL it names the host only: path and query may hold the
 * receiver's credentials.
 */
export function endpointEmail(tenantId: string, email: ClaimedEmail): EndpointEmail {
  const { id, to, event, percent, reason, failures, failingSince } = email;
  const endpointId = encodeId('endpoint', email.endpointId);
  const { host } = new URL(email.url);
  const called = email.description === null ? '' : ` (${oneLine(email.description)})`;
  const what = event === 'endpoint.disabled' ? 'was disabled' : 'is failing';
  return {
    id,
    to,
    subject: `Webhook endpoint at ${host} ${what}`,
    text: `Your webhook endpoint ${endpointId}${called} at ${host} ${what}.\n${sentenceOf(email)}\n`,
    event,
    percent,
    reason,
    failures,
    failingSince: failingSince?.toISOString() ?? null,
    tenantId: encodeId('tenant', tenantId),
    endpointId,
  };
}
