import type { Business } from '../../world/assets.js';
import type { World } from '../../world/world.js';
import { noAccess, noSuchObject } from '../graph-error.js';
import type { GraphRequest } from '../graph-request.js';

/** The portfolio a path names, if the token acts for it. */
export function ownBusiness(
  world: World,
  request: GraphRequest,
  id = request.params.id ?? '',
): Business {
  const business = world.directory.business(id);
  if (business === undefined) throw noSuchObject(id, request.method);
  if (request.token.businessId !== id) throw noAccess();
  return business;
}

/** A portfolio that the token acts for or reaches a WABA of. */
export function readableBusiness(
  world: World,
  request: GraphRequest,
  id: string,
): Business | undefined {
  const business = world.directory.business(id);
  if (business === undefined) return undefined;
  const isReached =
    request.token.businessId === id ||
    world.directory.wabas.some(
      (waba) => waba.businessId === id && request.reachesWaba(waba.wabaId),
    );
  if (!isReached) throw noAccess();
  return business;
}

/** Lines of credit and verifications want the partner's own system user. */
export function requireSystemUser(request: GraphRequest): void {
  if (request.token.kind !== 'SYSTEM_USER') throw noAccess();
  request.requireScope('business_management');
}
