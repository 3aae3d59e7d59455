import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { PatchbayClient } from './patchbay-client.js';

const EVENT_TYPES = [
  'call.connect',
  'call.ringing',
  'call.accepted',
  'call.rejected',
  'call.terminated',
];
/** By which an endpoint of an earlier run is known again. */
const DESCRIPTION = 'Sample tenant';

const LIST = `query { endpoints(first: 200) { edges { node { id description } } } }`;
const DELETE = `mutation Run($input: DeleteEndpointInput!) { deleteEndpoint(input: $input) { __typename } }`;

const listSchema = z.object({
  endpoints: z.object({
    edges: z.array(
      z.object({ node: z.object({ id: z.string(), description: z.string().nullish() }) }),
    ),
  }),
});

const secretSchema = z.object({ secret: z.string() });

/**
 * The tenant's one endpoint, found again at every start: its port may be another one each time, and
 * endpoints that nobody listens at any more would fail for days.
 */
export class TenantEndpoint {
  readonly #client: PatchbayClient;

  constructor(client: PatchbayClient) {
    this.#client = client;
  }

  /** Has events sent to this URL; `onSecret` is told what verifies them before the first one comes. */
  async register(url: string, onSecret: (secret: string) => void): Promise<void> {
    const [endpointId, ...others] = await this.#find();
    for (const other of others) await this.#client.ask(DELETE, { input: { endpointId: other } });
    if (endpointId === undefined) onSecret(await this.#create(url));
    else await this.#takeOver(endpointId, url, onSecret);
  }

  async #find(): Promise<string[]> {
    const { endpoints } = listSchema.parse(await this.#client.ask(LIST));
    const own = endpoints.edges.filter(({ node }) => node.description === DESCRIPTION);
    return own.map(({ node }) => node.id);
  }

  /**
   * Stopped while it changes hands, and started with a clean record: an endpoint that failed while
   * nobody was there would get its next event late. What waits for it comes at once.
   */
  async #takeOver(
    endpointId: string,
    url: string,
    onSecret: (secret: string) => void,
  ): Promise<void> {
    const changes = { endpointId, url, eventTypes: EVENT_TYPES, disable: true };
    await this.#client.mutate('updateEndpoint', changes, '');
    // The secret was shown to an earlier run only.
    const rotated = await this.#client.mutate(
      'rotateEndpointSecret',
      { endpointId, overlapSeconds: 0 },
      '... on RotateEndpointSecretSuccess { secret }',
    );
    onSecret(secretSchema.parse(rotated).secret);
    await this.#client.mutate('enableEndpoint', { endpointId }, '');
  }

  async #create(url: string): Promise<string> {
    const input = {
      url,
      eventTypes: EVENT_TYPES,
      description: DESCRIPTION,
      idempotencyKey: randomUUID(),
    };
    const success = '... on CreateEndpointSuccess { secret }';
    return secretSchema.parse(await this.#client.mutate('createEndpoint', input, success)).secret;
  }
}
