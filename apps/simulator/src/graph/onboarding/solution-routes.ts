import {
  type Solution,
  SOLUTION_PERMISSIONS,
  type SolutionPermission,
  type SolutionStep,
} from '../../world/onboarding/solutions.js';
import { newId } from '../../world/onboarding/new-id.js';
import { partnersOf, tellSolution } from '../../world/onboarding/tell-partners.js';
import type { World } from '../../world/world.js';
import { listReply } from '../assets/paging.js';
import { invalidParameter, noAccess, noSuchObject } from '../graph-error.js';
import type { GraphRequest } from '../graph-request.js';
import { type GraphReply, type GraphRoute, SUCCESS } from '../graph-route.js';
import type { NodeKind } from '../nodes.js';
import { requireSystemUser } from './partner-access.js';

/** What waits for the other partner, as the list of solutions tells it. */
function pendingStatus({ status }: Solution): string {
  if (status === 'INITIATED') return 'PENDING_ACTIVATION';
  return status === 'PENDING_DEACTIVATION' ? 'PENDING_DEACTIVATION' : 'NONE';
}

function partners(world: World, solution: Solution): { id: string; name: string }[] {
  return partnersOf(world, solution).map((id) => ({
    id,
    name: world.directory.business(id)?.name ?? id,
  }));
}

/** A solution that the token's app or portfolio has a part in. */
function ownSolution(world: World, request: GraphRequest): Solution {
  const { id = '' } = request.params;
  const solution = world.onboarding.solutions.find(id);
  if (solution === undefined) throw noSuchObject(id, request.method);
  const { appId, businessId = '' } = request.token;
  const isPart = [solution.ownerAppId, solution.partnerAppId].includes(appId);
  if (isPart || partnersOf(world, solution).includes(businessId)) return solution;
  throw noAccess();
}

/** The app a system user acts through: its own, or its portfolio's in the solution. */
function appIn(world: World, request: GraphRequest, solution: Solution): string {
  const { appId, businessId } = request.token;
  const { ownerAppId, partnerAppId } = solution;
  if (appId === ownerAppId || appId === partnerAppId) return appId;
  return world.onboarding.profiles.ownerOfApp(ownerAppId) === businessId
    ? ownerAppId
    : partnerAppId;
}

function permissionsParam(request: GraphRequest, name: string): SolutionPermission[] {
  const given = request.param(name);
  const list: unknown = typeof given === 'string' ? parseList(given) : given;
  if (!Array.isArray(list) || list.length === 0) {
    throw invalidParameter(`The parameter ${name} is required.`);
  }
  const words = list.map(String);
  const known: readonly string[] = SOLUTION_PERMISSIONS;
  const wrong = words.find((word) => !known.includes(word));
  if (wrong === undefined) return words as SolutionPermission[];
  throw invalidParameter(`Param ${name} must be one of {${known.join(', ')}}`);
}

function parseList(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text.split(',');
  }
}

function create(world: World, request: GraphRequest): GraphReply {
  const { appId: ownerAppId } = request.app();
  const partnerAppId = request.requiredParam('partner_app_id');
  if (partnerAppId === ownerAppId || world.directory.app(partnerAppId) === undefined) {
    throw invalidParameter('Param partner_app_id must be the id of another app.');
  }
  const solution = world.onboarding.solutions.create({
    name: request.requiredParam('solution_name'),
    ownerAppId,
    partnerAppId,
    ownerPermissions: permissionsParam(request, 'owner_permissions'),
    partnerPermissions: permissionsParam(request, 'partner_permissions'),
  });
  tellSolution(world, 'SOLUTION_CREATED', solution);
  return { body: { solution_id: solution.solutionId } };
}

function row(solution: Solution): Record<string, string> & { id: string } {
  const { name, solutionId: id, status } = solution;
  return { name, status, status_for_pending_request: pendingStatus(solution), id };
}

function step(world: World, request: GraphRequest, name: SolutionStep): GraphReply {
  const solution = ownSolution(world, request);
  const { solutions } = world.onboarding;
  const refusal = solutions.step(solution, name, appIn(world, request, solution));
  if (refusal !== undefined) throw invalidParameter(refusal);
  tellSolution(world, 'SOLUTION_UPDATED', solution);
  return SUCCESS;
}

/** The partner that did not host the signup asks for its own token of the client. */
function giveToken(world: World, request: GraphRequest): GraphReply {
  requireSystemUser(request);
  const solution = ownSolution(world, request);
  const businessId = request.requiredParam('business_id');
  const { profiles } = world.onboarding;
  const wabaIds = world.directory.wabas
    .filter((waba) => waba.businessId === businessId)
    .filter((waba) => profiles.ofWaba(waba).solutionId === solution.solutionId)
    .map((waba) => waba.wabaId)
    .reverse();
  if (wabaIds.length === 0) {
    throw invalidParameter('This business has not been onboarded by the solution.');
  }
  const token = world.tokens.issue({
    kind: 'BUSINESS_INTEGRATION',
    appId: appIn(world, request, solution),
    businessId,
    scopes: new Set(['whatsapp_business_management', 'whatsapp_business_messaging']),
    wabaIds,
    expiresAtMs: undefined,
  });
  return {
    body:
      world.switches.solutionTokenShape === 'data'
        ? { data: [{ access_token: token.value }] }
        : { access_token: token.value, expires_at: 0 },
  };
}

function ofWaba(world: World, request: GraphRequest): GraphReply {
  const waba = request.waba(undefined, 'whatsapp_business_management');
  const { profiles, solutions } = world.onboarding;
  const solution = solutions.find(profiles.ofWaba(waba).solutionId ?? '');
  return listReply(request, solution === undefined ? [] : [row(solution)], ({ id }) => id);
}

/** Marks a WABA: when its number is onboarded again, it moves to the solution. */
function setMigrationIntent(world: World, request: GraphRequest): GraphReply {
  request.waba(undefined, 'whatsapp_business_management');
  const solution = world.onboarding.solutions.find(request.requiredParam('solution_id'));
  if (solution?.status !== 'ACTIVE') {
    throw invalidParameter('Param solution_id must be the id of an active solution.');
  }
  return { body: { id: newId() } };
}

/** A multi-partner solution. */
export const solutionKind: NodeKind<Solution> = {
  name: 'WhatsAppBusinessSolution',
  find: (world, id, request) =>
    world.onboarding.solutions.find(id) === undefined ? undefined : ownSolution(world, request),
  defaultFields: ['name', 'status', 'status_for_pending_request'],
  fields: {
    id: ({ node }) => node.solutionId,
    name: ({ node }) => node.name,
    status: ({ node }) => node.status,
    status_for_pending_request: ({ node }) => pendingStatus(node),
    owner_app: ({ node, world }) => ({
      id: node.ownerAppId,
      name: world.directory.app(node.ownerAppId)?.name,
    }),
    owner_permissions: ({ node }) => node.ownerPermissions,
    partners: ({ node, world }) => ({ data: partners(world, node) }),
  },
};

const STEPS: readonly SolutionStep[] = [
  'accept',
  'reject',
  'send_deactivation_request',
  'accept_deactivation_request',
  'reject_deactivation_request',
];

/**
 * Multi-partner solutions:
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/solution-providers/multi-partner-solutions
 */
export function solutionRoutes(world: World): GraphRoute[] {
  const route = (
    method: 'GET' | 'POST',
    edge: string,
    run: (world: World, request: GraphRequest) => GraphReply,
  ): GraphRoute => ({
    name: `solution.${edge.replaceAll('_', '-')}`,
    method,
    path: `/:id/${edge}`,
    handle: (request) => run(world, request),
  });
  return [
    route('POST', 'whatsapp_business_solution', create),
    route('GET', 'whatsapp_business_solutions', (_, request) =>
      listReply(
        request,
        world.onboarding.solutions.ofApp(request.app().appId).map(row),
        ({ id }) => id,
      ),
    ),
    route('GET', 'partners', (_, request) =>
      listReply(request, partners(world, ownSolution(world, request)), ({ id }) => id),
    ),
    route('GET', 'solutions', ofWaba),
    route('GET', 'access_token', giveToken),
    route('POST', 'set_solution_migration_intent', setMigrationIntent),
    ...STEPS.map((name) => route('POST', name, (_, request) => step(world, request, name))),
  ];
}
