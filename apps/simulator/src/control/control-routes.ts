import type { GraphApi } from '../graph/graph-api.js';
import type { HttpRoute } from '../http/http-listener.js';
import type { World } from '../world/world.js';
import { callControls } from './call-controls.js';
import { consumerControls } from './consumer-controls.js';
import type { ControlRoute } from './control-route.js';
import { faultControls } from './fault-controls.js';
import { mediaControls } from './media-controls.js';
import { onboardingControls } from './onboarding-controls.js';
import { permissionControls } from './permission-controls.js';
import { settingsControls } from './settings-controls.js';
import { webhookControls } from './webhook-controls.js';
import { worldControls } from './world-controls.js';

/** Every control operation. */
export function controlOperations(world: World, graph: GraphApi): ControlRoute[] {
  return [
    ...callControls(world),
    ...mediaControls(world),
    ...consumerControls(world),
    ...permissionControls(world),
    ...settingsControls(world),
    ...onboardingControls(world),
    ...webhookControls(world),
    ...faultControls(world),
    ...worldControls(world, graph),
  ];
}

/** Control over HTTP: what the users do, the faults, and what happened. */
export function controlRoutes(world: World, graph: GraphApi): HttpRoute[] {
  return controlOperations(world, graph).map((operation) => operation.http);
}
