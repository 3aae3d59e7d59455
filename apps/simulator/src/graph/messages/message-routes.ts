import type { World } from '../../world/world.js';
import type { GraphRoute } from '../graph-route.js';
import type { AnyNodeKind } from '../nodes.js';
import { sendRoutes } from './send-routes.js';
import { templateKind, templateRoutes } from './template-routes.js';

/** Messages and templates. */
export function messageRoutes(world: World): GraphRoute[] {
  return [...sendRoutes(world), ...templateRoutes(world)];
}

/** A template. */
export const messageKinds: readonly AnyNodeKind[] = [templateKind];
