import { type SystemUser, type Task, TASKS } from '../../world/onboarding/people.js';
import type { World } from '../../world/world.js';
import { invalidParameter } from '../graph-error.js';
import type { GraphRequest } from '../graph-request.js';
import { type GraphReply, type GraphRoute, SUCCESS } from '../graph-route.js';
import { ownBusiness } from '../onboarding/partner-access.js';
import { listReply } from './paging.js';

function view({ name, role, userId }: SystemUser): { id: string; name: string; role: string } {
  return { id: userId, name, role };
}

/** Of a WABA: those of the portfolio that the token acts for. Of a portfolio: its own. */
function systemUsers(world: World, request: GraphRequest): GraphReply {
  request.requireScope('business_management');
  const { id = '' } = request.params;
  const businessId =
    world.directory.waba(id) === undefined
      ? ownBusiness(world, request).businessId
      : (request.waba(id), request.token.businessId ?? '');
  const users = world.onboarding.people.of(businessId).map(view);
  return listReply(request, users, (user) => user.id);
}

/** Lists are sent as JSON, as `['MANAGE']` and as a body's array. */
function readTasks(request: GraphRequest): Task[] {
  const given = request.param('tasks');
  const words =
    typeof given === 'string'
      ? given.replace(/[[\]'"\s]/g, '').split(',')
      : Array.isArray(given)
        ? given.map(String)
        : [];
  const tasks = words.filter((word) => word !== '');
  if (tasks.length === 0) throw invalidParameter('The parameter tasks is required.');
  const known: readonly string[] = TASKS;
  const wrong = tasks.find((task) => !known.includes(task));
  if (wrong === undefined) return tasks as Task[];
  throw invalidParameter(`Param tasks[0] must be one of {${TASKS.join(', ')}}`);
}

function userOf(world: World, request: GraphRequest): SystemUser {
  const user = world.onboarding.people.find(request.requiredParam('user'));
  if (user !== undefined) return user;
  throw invalidParameter('Param user must be a valid user id of your business portfolio.');
}

function assign(world: World, request: GraphRequest): GraphReply {
  const { wabaId } = request.waba(undefined, 'whatsapp_business_management');
  const user = userOf(world, request);
  world.onboarding.people.assign(wabaId, user.userId, readTasks(request));
  return SUCCESS;
}

function assigned(world: World, request: GraphRequest): GraphReply {
  const { wabaId } = request.waba(undefined, 'whatsapp_business_management');
  const business = request.requiredParam('business');
  const rows = world.onboarding.people
    .assigned(wabaId, business)
    .map(({ tasks, user }) => ({ id: user.userId, name: user.name, tasks }));
  return listReply(request, rows, ({ id }) => id);
}

function unassign(world: World, request: GraphRequest): GraphReply {
  const { wabaId } = request.waba(undefined, 'whatsapp_business_management');
  const user = userOf(world, request);
  if (world.onboarding.people.unassign(wabaId, user.userId)) return SUCCESS;
  throw invalidParameter('This user is not assigned to the account.');
}

/** System users of a portfolio, and which of them may do what on a WABA. */
export function userRoutes(world: World): GraphRoute[] {
  const path = '/:id/assigned_users';
  return [
    {
      name: 'system-users.read',
      method: 'GET',
      path: '/:id/system_users',
      handle: (request) => systemUsers(world, request),
    },
    {
      name: 'assigned-users.create',
      method: 'POST',
      path,
      handle: (request) => assign(world, request),
    },
    {
      name: 'assigned-users.read',
      method: 'GET',
      path,
      handle: (request) => assigned(world, request),
    },
    {
      name: 'assigned-users.delete',
      method: 'DELETE',
      path,
      handle: (request) => unassign(world, request),
    },
  ];
}
