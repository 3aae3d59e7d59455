import type { ApiLogin } from '../../../scripts/lib/stack.mjs';
import type { Json, Scenario } from './scenario.js';

async function accessToken(issuer: string, login: ApiLogin): Promise<string> {
  const response = await fetch(`${issuer}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: login.clientId,
      client_secret: String(login.clientSecret),
    }),
  });
  const { access_token } = (await response.json()) as Json;
  return String(access_token);
}

/** The API as a seeded tenant's own application uses it, over the network. */
export class TenantApi {
  private constructor(
    private readonly world: Scenario,
    readonly token: string,
  ) {}

  static async signIn(world: Scenario, tenantKey: string): Promise<TenantApi> {
    const { logins, urls } = world.stack;
    const { clients = [] } = logins.tenants.find(({ key }) => key === tenantKey) ?? {};
    const login = clients.find(({ roles }) => roles.includes('TENANT_APP'));
    if (login === undefined) throw new Error(`${tenantKey} has no login of its application`);
    return new TenantApi(world, await accessToken(urls.api.publicUrl, login));
  }

  /** The whole answer, data and errors. */
  async ask(query: string, variables: Json): Promise<Json> {
    const response = await fetch(`${this.world.stack.urls.api.publicUrl}/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as Json;
  }

  /** The only field's value; whatever is refused is an error. */
  async mutate(name: string, input: Json, success = '__typename'): Promise<Json> {
    const type = `${name[0]!.toUpperCase()}${name.slice(1)}`;
    const { data, errors } = await this.ask(
      `mutation ($input: ${type}Input!) { ${name}(input: $input) {
         __typename ... on ${type}Success { ${success} } ... on MutationError { code message } } }`,
      { input },
    );
    const outcome = data?.[name] as Json | undefined;
    if (outcome?.__typename === `${type}Success`) return outcome;
    throw new Error(JSON.stringify(errors ?? outcome));
  }

  /** Gets a path of the API without a token, as a browser with a link does. */
  download(path: string): Promise<Response> {
    return fetch(`${this.world.stack.urls.api.publicUrl}${path}`);
  }
}
