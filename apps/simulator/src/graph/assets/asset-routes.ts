import type { World } from '../../world/world.js';
import type { GraphRoute } from '../graph-route.js';
import type { AnyNodeKind } from '../nodes.js';
import { accountRoutes } from './account-routes.js';
import { appKind, businessKind } from './business-node.js';
import { numberKind } from './number-node.js';
import { numberRoutes } from './number-routes.js';
import { registrationRoutes } from './registration-routes.js';
import { userRoutes } from './user-routes.js';
import { wabaKind } from './waba-node.js';

/** Edges of WABAs, phone numbers, apps and portfolios. */
export function assetRoutes(world: World): GraphRoute[] {
  return [
    ...numberRoutes(world),
    ...registrationRoutes(world),
    ...accountRoutes(world),
    ...userRoutes(world),
  ];
}

/** The objects behind those ids. */
export const assetKinds: readonly AnyNodeKind[] = [numberKind, wabaKind, appKind, businessKind];
