import type { Json, Scenario } from './scenario.js';

const SET = `mutation ($input: SetPhoneNumberRouteInput!) {
  setPhoneNumberRoute(input: $input) {
    __typename ... on MutationError { code message }
  }
}`;

async function post(url: string, body: string, headers: Record<string, string>): Promise<Json> {
  const response = await fetch(url, { method: 'POST', body, headers });
  return (await response.json()) as Json;
}

/** Gives a number of acme's its route through the API, as acme's own application would. */
export async function setRoute({ stack }: Scenario, input: Json): Promise<void> {
  const { publicUrl } = stack.urls.api;
  const acme = stack.logins.tenants.find(({ key }) => key === 'acme');
  const login = acme?.clients.find(({ roles }) => roles.includes('TENANT_APP'));
  if (login === undefined) throw new Error('acme has no login of its application');
  const credentials = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: login.clientId,
    client_secret: String(login.clientSecret),
  });
  const { access_token } = await post(`${publicUrl}/oauth/token`, credentials.toString(), {
    'content-type': 'application/x-www-form-urlencoded',
  });
  const query = JSON.stringify({ query: SET, variables: { input } });
  const answer = await post(`${publicUrl}/graphql`, query, {
    'content-type': 'application/json',
    authorization: `Bearer ${String(access_token)}`,
  });
  const { __typename } = (answer.data?.setPhoneNumberRoute ?? {}) as Json;
  if (__typename !== 'SetPhoneNumberRouteSuccess') throw new Error(JSON.stringify(answer));
}
