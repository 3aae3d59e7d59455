import type { Waba } from '../../world/assets.js';
import type { Allocation } from '../../world/onboarding/credit-lines.js';
import type { World } from '../../world/world.js';
import { parseFields } from '../fields.js';
import { invalidParameter, noAccess, noSuchObject } from '../graph-error.js';
import type { GraphRequest } from '../graph-request.js';
import { type GraphReply, type GraphRoute, SUCCESS } from '../graph-route.js';
import { type NodeKind, readFields } from '../nodes.js';
import { listReply } from '../assets/paging.js';
import { ownBusiness, requireSystemUser } from './partner-access.js';

const CURRENCIES = ['AUD', 'EUR', 'GBP', 'IDR', 'INR', 'USD'];

function requireLine(world: World, request: GraphRequest): string {
  const { id = '' } = request.params;
  if (id !== world.directory.partner.creditLineId) throw noSuchObject(id, request.method);
  return id;
}

function currencyOf(request: GraphRequest): string {
  const currency = request.requiredParam('waba_currency');
  if (CURRENCIES.includes(currency)) return currency;
  throw invalidParameter(`Param waba_currency must be one of {${CURRENCIES.join(', ')}}`);
}

function clientWaba(world: World, request: GraphRequest): Waba {
  const waba = request.waba(request.requiredParam('waba_id'), 'whatsapp_business_management');
  if (waba.businessId !== world.directory.partner.businessId) return waba;
  throw invalidParameter('A line of credit is shared with clients, not with oneself.');
}

function shareAndAttach(world: World, request: GraphRequest): GraphReply {
  requireSystemUser(request);
  const line = requireLine(world, request);
  const currency = currencyOf(request);
  const waba = clientWaba(world, request);
  const allocation = world.onboarding.creditLines.share(line, waba.businessId);
  world.onboarding.creditLines.attach(allocation, waba, currency);
  return { body: { allocation_config_id: allocation.allocationConfigId, waba_id: waba.wabaId } };
}

function share(world: World, request: GraphRequest): GraphReply {
  requireSystemUser(request);
  const line = requireLine(world, request);
  const businessId = request.requiredParam('receiving_business_id');
  const isClient = world.directory.wabas.some(
    (waba) => waba.businessId === businessId && request.reachesWaba(waba.wabaId),
  );
  if (!isClient) throw noAccess();
  const allocation = world.onboarding.creditLines.share(line, businessId);
  return { body: { success: true, allocation_config_id: allocation.allocationConfigId } };
}

/** The client's own token says that the client wants it. */
function attach(world: World, request: GraphRequest): GraphReply {
  const line = requireLine(world, request);
  const currency = currencyOf(request);
  const waba = clientWaba(world, request);
  const [allocation] = world.onboarding.creditLines.sharedBy(line, waba.businessId);
  if (allocation === undefined) {
    throw invalidParameter(
      'The line of credit has not been shared with the owner of this account.',
    );
  }
  world.onboarding.creditLines.attach(allocation, waba, currency);
  return {
    body: {
      success: true,
      waba_id: waba.wabaId,
      allocation_config_id: allocation.allocationConfigId,
    },
  };
}

function lines(world: World, request: GraphRequest): GraphReply {
  requireSystemUser(request);
  const { businessId, name } = ownBusiness(world, request);
  const { creditLineId, businessId: partnerId } = world.directory.partner;
  const owned = businessId === partnerId ? [{ id: creditLineId, legal_entity_name: name }] : [];
  return listReply(request, owned, ({ id }) => id);
}

function allocations(world: World, request: GraphRequest): GraphReply {
  requireSystemUser(request);
  const line = requireLine(world, request);
  const receiver = request.query.get('receiving_business_id') ?? undefined;
  const shares = world.onboarding.creditLines.sharedBy(line, receiver);
  const fields = parseFields(request.query.get('fields') ?? 'receiving_business');
  const named = fields.filter(({ name }) => name !== 'id');
  const data = shares.map((node) => ({
    id: node.allocationConfigId,
    ...readFields(allocationKind, node, { fields: named, request, world }),
  }));
  return listReply(request, data, ({ id }) => id);
}

/** A share of the line of credit; `DELETE` takes it back. */
export const allocationKind: NodeKind<Allocation> = {
  name: 'ExtendedCreditAllocationConfig',
  find: (world, id, request) => {
    const allocation = world.onboarding.creditLines.find(id);
    if (allocation !== undefined) requireSystemUser(request);
    return allocation;
  },
  defaultFields: [],
  fields: {
    id: ({ node }) => node.allocationConfigId,
    receiving_credential: ({ node }) => ({ id: node.receivingCredentialId }),
    receiving_business: ({ node, world }) => ({
      name: world.directory.business(node.receivingBusinessId)?.name,
      id: node.receivingBusinessId,
    }),
    request_status: ({ node }) => (node.isDeleted ? 'DELETED' : 'APPROVED'),
  },
  remove: (node, _request, world) => {
    world.onboarding.creditLines.revoke(node, world.directory.wabas);
    return SUCCESS;
  },
};

/**
 * Sharing, attaching, verifying and revoking a line of credit:
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/solution-providers/share-and-revoke-credit-lines
 */
export function creditRoutes(world: World): GraphRoute[] {
  const post = (edge: string, run: typeof share): GraphRoute => ({
    name: `credit.${edge.replaceAll('_', '-')}`,
    method: 'POST',
    path: `/:id/${edge}`,
    handle: (request) => run(world, request),
  });
  const get = (edge: string, run: typeof share): GraphRoute => ({
    ...post(edge, run),
    method: 'GET',
  });
  return [
    post('whatsapp_credit_sharing_and_attach', shareAndAttach),
    post('whatsapp_credit_sharing', share),
    post('whatsapp_credit_attach', attach),
    get('extendedcredits', lines),
    get('owning_credit_allocation_configs', allocations),
  ];
}
