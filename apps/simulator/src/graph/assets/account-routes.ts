import type { Waba } from '../../world/assets.js';
import type { World } from '../../world/world.js';
import { invalidParameter } from '../graph-error.js';
import type { GraphRequest } from '../graph-request.js';
import type { GraphReply, GraphRoute } from '../graph-route.js';
import { readFields } from '../nodes.js';
import { parseFields } from '../fields.js';
import { ownBusiness } from '../onboarding/partner-access.js';
import { filtered } from './filtering.js';
import { listReply } from './paging.js';
import { wabaKind } from './waba-node.js';

const USUAL_FIELDS = 'name,currency,timezone_id,message_template_namespace';

function sorted(world: World, request: GraphRequest, wabas: Waba[]): Waba[] {
  const sort = request.query.get('sort');
  const age = (waba: Waba): number => world.onboarding.profiles.ofWaba(waba).createdAtMs;
  // Without a wish the newest comes first, as target_ids do.
  if (sort === null || sort === 'creation_time_descending') {
    return wabas.reverse().sort((a, b) => age(b) - age(a));
  }
  if (sort === 'creation_time_ascending') return wabas.sort((a, b) => age(a) - age(b));
  throw invalidParameter(
    'Param sort must be one of {creation_time_ascending, creation_time_descending}',
  );
}

function listWabas(
  world: World,
  request: GraphRequest,
  belongs: (waba: Waba, businessId: string) => boolean,
): GraphReply {
  request.requireScope('whatsapp_business_management');
  const { businessId } = ownBusiness(world, request);
  const { profiles } = world.onboarding;
  const mine = world.directory.wabas.filter(
    (waba) => belongs(waba, businessId) && request.reachesWaba(waba.wabaId),
  );
  const wabas = filtered(request, mine, {
    creation_time: (waba) => Math.floor(profiles.ofWaba(waba).createdAtMs / 1000),
    partners: (waba) => [...profiles.ofWaba(waba).partnerIds],
  });
  const asked = parseFields(request.query.get('fields') ?? USUAL_FIELDS);
  const fields = asked.filter(({ name }) => name !== 'id');
  const data = sorted(world, request, wabas).map((waba) => ({
    id: waba.wabaId,
    ...readFields(wabaKind, waba, { fields, request, world }),
  }));
  return listReply(request, data, ({ id }) => id);
}

/**
 * The WABAs that clients share with a portfolio, and its own:
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/solution-providers/manage-accounts
 */
export function accountRoutes(world: World): GraphRoute[] {
  const { profiles } = world.onboarding;
  return [
    {
      name: 'wabas.client',
      method: 'GET',
      path: '/:id/client_whatsapp_business_accounts',
      handle: (request) =>
        listWabas(
          world,
          request,
          (waba, businessId) =>
            waba.businessId !== businessId && profiles.isOpenTo(waba, businessId),
        ),
    },
    {
      name: 'wabas.owned',
      method: 'GET',
      path: '/:id/owned_whatsapp_business_accounts',
      handle: (request) =>
        listWabas(world, request, (waba, businessId) => waba.businessId === businessId),
    },
  ];
}
