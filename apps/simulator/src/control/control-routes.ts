import type { HttpRoute } from '../http/http-listener.js';
import type { World } from '../world/world.js';
import { browserControls } from './browser-controls.js';
import { callControls } from './call-controls.js';
import { consumerControls } from './consumer-controls.js';
import type { ControlParts } from './control-parts.js';
import type { ControlRoute } from './control-route.js';
import { documentControls } from './document-controls.js';
import { eventControls } from './event-controls.js';
import { faultControls } from './fault-controls.js';
import { mediaControls } from './media-controls.js';
import { onboardingControls } from './onboarding-controls.js';
import { permissionControls } from './permission-controls.js';
import { settingsControls } from './settings-controls.js';
import { webhookControls } from './webhook-controls.js';
import { worldControls } from './world-controls.js';

/** Every control operation. */
export function controlOperations(world: World, parts: ControlParts): ControlRoute[] {
  const operations = [
    ...callControls(world),
    ...browserControls(world, parts.browsers),
    ...mediaControls(world),
    ...consumerControls(world),
    ...permissionControls(world),
    ...settingsControls(world),
    ...onboardingControls(world),
    ...webhookControls(world),
    ...faultControls(world),
    ...worldControls(world, parts),
    ...eventControls(parts.live),
  ];
  return [...operations, ...documentControls(() => operations)];
}

/** Control over HTTP: what the users do, the faults, and what happened. */
export function controlRoutes(world: World, parts: ControlParts): HttpRoute[] {
  return controlOperations(world, parts).map((operation) => operation.http);
}
