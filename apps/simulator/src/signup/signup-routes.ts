import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import {
  type HttpReply,
  HttpProblem,
  type HttpRequest,
  type HttpRoute,
} from '../http/http-listener.js';
import { NotPossible, type World } from '../world/world.js';
import { cancelMessage, cancelSchema } from './cancel-signup.js';
import { appIdOf, finishSchema, finishSignup } from './finish-signup.js';
import { planSignup, SignupRefused } from './signup-plan.js';

const ASSETS = path.join(import.meta.dirname, 'assets');

const PAGE_HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; " +
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-cache',
};

function file(pattern: string, name: string, type: string, headers = PAGE_HEADERS): HttpRoute {
  return {
    method: 'GET',
    pattern,
    handle: () => ({
      status: 200,
      bytes: { type: `${type}; charset=UTF-8`, content: readFileSync(path.join(ASSETS, name)) },
      headers,
    }),
  };
}

/** Meta's own snippet loads the SDK with `crossorigin`, so the answer must allow it. */
const SDK_HEADERS = { ...PAGE_HEADERS, 'access-control-allow-origin': '*' };

/** What the state or the launch forbids is 409 with the reason, which the popup shows. */
function orConflict(run: () => unknown): HttpReply {
  try {
    return { status: 200, body: run() };
  } catch (error) {
    if (error instanceof NotPossible || error instanceof SignupRefused) {
      throw new HttpProblem(409, error.message);
    }
    throw error;
  }
}

function parseExtras(text: string | null): unknown {
  if (text === null || text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new SignupRefused('extras are not valid JSON.');
  }
}

/** What the popup offers: the launch as it was understood, and the assets there are. */
function view(world: World, { query }: HttpRequest): unknown {
  const appId = appIdOf(world, query.get('app_id') ?? '');
  if (query.get('response_type') !== 'code' || query.get('override') !== 'true') {
    throw new SignupRefused(
      "FB.login must be given response_type 'code' and override_default_response_type true.",
    );
  }
  if ((query.get('config_id') ?? '') === '') {
    throw new SignupRefused('FB.login must be given the config_id of a login configuration.');
  }
  const plan = planSignup(world, appId, parseExtras(query.get('extras')));
  const { directory, onboarding } = world;
  const partnerId = onboarding.profiles.ownerOfApp(appId);
  const clients = directory.businesses.filter((business) => !business.isPartner);
  const wabas = directory.wabas.filter(
    ({ wabaId }) => plan.wabaIds.length === 0 || plan.wabaIds.includes(wabaId),
  );
  return {
    appName: directory.app(appId)?.name,
    partnerName: directory.business(partnerId)?.name,
    plan,
    businesses: clients.map(({ businessId, name }) => ({ id: businessId, name })),
    wabas: wabas.map(({ businessId, name, wabaId }) => ({ id: wabaId, name, businessId })),
    numbers: directory.numbers.map((number) => ({
      id: number.phoneNumberId,
      number: number.displayPhoneNumber,
      name: number.verifiedName,
      wabaId: number.wabaId,
    })),
  };
}

const renewSchema = z.strictObject({ code: z.string() });

function post(name: string, handle: (request: HttpRequest) => unknown): HttpRoute {
  const pattern = `/_sim/signup/${name}`;
  return { method: 'POST', pattern, handle: (request) => orConflict(() => handle(request)) };
}

/** The popup of Embedded Signup, and the SDK that opens it. */
export function signupRoutes(world: World): HttpRoute[] {
  return [
    file('/_sim/signup', 'signup.html', 'text/html'),
    file('/_sim/signup/signup.css', 'signup.css', 'text/css'),
    file('/_sim/signup/signup.js', 'signup.js', 'text/javascript'),
    file('/_sim/signup/sdk.js', 'sdk.js', 'text/javascript', SDK_HEADERS),
    // Where Meta's is, below another host: `/en_US/sdk.js`.
    file('/:locale/sdk.js', 'sdk.js', 'text/javascript', SDK_HEADERS),
    {
      method: 'GET',
      pattern: '/_sim/signup/plan',
      handle: (request) => orConflict(() => view(world, request)),
    },
    post('finish', (request) => {
      const finished = finishSignup(world, finishSchema.parse(request.json()));
      return { ...finished, order: world.onboarding.browserOrder };
    }),
    // The popup may stand open at its last step: what it hands over must not be stale.
    post('renew', (request) => {
      const code = world.onboarding.codes.renew(renewSchema.parse(request.json()).code);
      if (code === undefined) throw new NotPossible('this code has been used');
      return { code };
    }),
    post('cancel', (request) => ({
      message: cancelMessage(world, cancelSchema.parse(request.json())),
      order: world.onboarding.browserOrder,
    })),
  ];
}
