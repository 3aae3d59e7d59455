import type { World } from '../../world/world.js';
import type { GraphRoute } from '../graph-route.js';
import { appSubscriptionRoutes } from './app-subscriptions.js';
import { subscribedAppsRoutes } from './subscribed-apps.js';

/** Which app gets which webhooks, and where. */
export function subscriptionRoutes(world: World): GraphRoute[] {
  return [...appSubscriptionRoutes(world), ...subscribedAppsRoutes(world)];
}
