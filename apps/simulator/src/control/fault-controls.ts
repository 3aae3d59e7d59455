import { HttpProblem } from '../http/http-listener.js';
import { FAULT_PROFILE_NAMES, faultProfile } from '../world/fault-profiles.js';
import type { FaultRule } from '../world/fault-rule.js';
import { faultRuleSchema } from '../world/call-faults.js';
import { faultsSchema } from '../world/fault-schemas.js';
import type { World } from '../world/world.js';
import { callOf, consumerOf, type ControlRoute, controlRoute, numberOf } from './control-route.js';

const tag = 'faults';

function viewRule({ faults, id, match }: FaultRule): unknown {
  return { id, match, ...faults };
}

/** What goes wrong on purpose. */
export function faultControls(world: World): ControlRoute[] {
  return [...generalFaults(world), ...ruleControls(world)];
}

function generalFaults(world: World): ControlRoute[] {
  return [
    controlRoute({
      method: 'PUT',
      path: '/faults',
      tag,
      summary: 'Sets the faults in force for everybody; rules stay',
      body: faultsSchema,
      handle: ({ body }) => {
        world.faults.set(body);
        return world.faults.settings;
      },
    }),
    controlRoute({
      method: 'DELETE',
      path: '/faults',
      tag,
      summary: 'Nothing goes wrong any more: general faults and rules are gone',
      handle: () => {
        world.faults.clear();
        return world.faults.settings;
      },
    }),
    controlRoute({
      method: 'GET',
      path: '/fault-profiles',
      tag,
      summary: 'Faults by name, what each does and its exact faults',
      handle: () => ({
        profiles: FAULT_PROFILE_NAMES.map((name) => faultProfile(name, world.settings)),
      }),
    }),
  ];
}

function ruleControls(world: World): ControlRoute[] {
  return [
    controlRoute({
      method: 'POST',
      path: '/faults/rules',
      tag,
      summary: 'Faults for a number, a user or a call, on top of the general ones',
      body: faultRuleSchema,
      status: 201,
      handle: ({ body: { match, ...faults } }) => {
        if (match.phoneNumberId !== undefined) numberOf(world, match.phoneNumberId);
        const call = match.wacid === undefined ? undefined : callOf(world, match.wacid);
        const consumer =
          match.consumer === undefined ? undefined : consumerOf(world, match.consumer);
        const rule = world.faults.addRule({ match, faults, consumer });
        // Media was opened with the faults of then; a call that is on takes these over at once.
        if (call !== undefined && rule.hits(call)) call.peer.setFaults(rule.faults.media ?? {});
        return viewRule(rule);
      },
    }),
    controlRoute({
      method: 'GET',
      path: '/faults/rules',
      tag,
      summary: 'The rules in force, the widest first',
      handle: () => ({ rules: world.faults.rules.map(viewRule) }),
    }),
    controlRoute({
      method: 'DELETE',
      path: '/faults/rules/:id',
      tag,
      summary: 'Takes a rule away',
      handle: ({ params: { id = '' } }) => {
        if (!world.faults.removeRule(id)) throw new HttpProblem(404, `there is no rule ${id}`);
        return { success: true };
      },
    }),
  ];
}
