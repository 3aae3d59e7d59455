import { z } from 'zod';
import { CONTROL_PREFIX, type ControlRoute } from './control-route.js';

/** What the named parts of paths are. */
const PATH_PARAMETERS: Readonly<Record<string, string>> = {
  wacid: 'id of a call, as webhooks and GET /calls give it',
  waId: 'phone number of a user, digits without plus, or user id (BSUID)',
  phoneNumberId: 'id of a business phone number',
};

const PROBLEM = {
  type: 'object',
  required: ['error'],
  properties: { error: { type: 'string', description: 'what is wrong, for a person' } },
};

function problem(description: string): object {
  return { description, content: { 'application/json': { schema: PROBLEM } } };
}

/** `/calls/:wacid/answer` in OpenAPI's way of writing: `/calls/{wacid}/answer`. */
function templateOf(path: string): string {
  return CONTROL_PREFIX + path.replaceAll(/:(\w+)/g, '{$1}');
}

function parametersOf({ path, query }: ControlRoute): object[] {
  const inPath = [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    description: PATH_PARAMETERS[name] ?? name,
    schema: { type: 'string' },
  }));
  const inQuery = Object.entries(query).map(([name, description]) => ({
    name,
    in: 'query',
    description,
    schema: { type: 'string' },
  }));
  return [...inPath, ...inQuery];
}

function bodyOf({ body }: ControlRoute): object {
  if (body === undefined) return {};
  const schema = z.toJSONSchema(body, { io: 'input', unrepresentable: 'any' });
  delete schema.$schema;
  // A body of which every field may be left out may be left out itself.
  const required = !body.safeParse({}).success;
  return { requestBody: { required, content: { 'application/json': { schema } } } };
}

function operationOf(route: ControlRoute): object {
  const { method, path, status, summary, tag, type } = route;
  const words = `${method.toLowerCase()}${path}`.split(/[^A-Za-z0-9]+/).filter(Boolean);
  const [first = '', ...others] = words;
  return {
    operationId: first + others.map((w) => w.charAt(0).toUpperCase() + w.slice(1)).join(''),
    summary,
    tags: [tag],
    parameters: parametersOf(route),
    ...bodyOf(route),
    responses: {
      [status]: { description: 'done', content: { [type]: { schema: {} } } },
      ...(route.body === undefined ? {} : { 400: problem('a body that is not as described') }),
      ...(path.includes(':') ? { 404: problem('there is no such thing') } : {}),
      ...(method === 'GET' ? {} : { 409: problem('the state of the world forbids it') }),
    },
  };
}

/** The control API as OpenAPI 3.1. */
export function writeOpenApi(routes: readonly ControlRoute[]): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    const path = (paths[templateOf(route.path)] ??= {});
    path[route.method.toLowerCase()] = operationOf(route);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Control of the WhatsApp calling simulator',
      version: '1',
      description:
        'What the simulated users do, what goes wrong on purpose, and what happened. The Graph API, ' +
        'which the simulator plays too, is described by Meta.',
    },
    tags: [...new Set(routes.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
  };
}
