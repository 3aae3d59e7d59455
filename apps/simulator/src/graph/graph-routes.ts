import type { World } from '../world/world.js';
import { assetKinds, assetRoutes } from './assets/asset-routes.js';
import { callsRoutes } from './calls/calls-routes.js';
import { mediaKinds, mediaRoutes } from './calls/media-routes.js';
import type { GraphRoute } from './graph-route.js';
import { messageKinds, messageRoutes } from './messages/message-routes.js';
import { nodeRoutes } from './nodes.js';
import { onboardingKinds, onboardingRoutes } from './onboarding/onboarding-routes.js';
import { permissionRoutes } from './permissions/permission-routes.js';
import { settingsRoutes } from './settings/settings-routes.js';
import { subscriptionRoutes } from './subscriptions/subscription-routes.js';

/** Every endpoint of the Graph API, those of single objects last. */
export function graphRoutes(world: World): GraphRoute[] {
  return [
    ...callsRoutes(world),
    ...settingsRoutes(world),
    ...permissionRoutes(world),
    ...messageRoutes(world),
    ...mediaRoutes(world),
    ...subscriptionRoutes(world),
    ...assetRoutes(world),
    ...onboardingRoutes(world),
    ...nodeRoutes(world, [...assetKinds, ...mediaKinds, ...messageKinds, ...onboardingKinds]),
  ];
}
