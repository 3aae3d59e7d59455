import { ask } from './api.js';
import { byId, make } from './elements.js';

function operationsOf({ paths }) {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, ...operation })),
  );
}

function show({ method, parameters, path, requestBody, summary }) {
  const schema = requestBody?.content['application/json'].schema;
  return make(
    'details',
    {},
    make('summary', {}, make('code', {}, `${method.toUpperCase()} ${path}`), ` ${summary}`),
    ...parameters.map(({ description, in: place, name }) =>
      make('p', {}, make('code', {}, name), ` (${place}): ${description}`),
    ),
    ...(schema ? [make('pre', { tabIndex: 0 }, JSON.stringify(schema, null, 2))] : []),
  );
}

const document = await ask('GET', '/openapi.json');
const operations = operationsOf(document);
byId('operations').replaceChildren(
  ...document.tags.map(({ name }) =>
    make(
      'section',
      {},
      make('h2', {}, name),
      ...operations.filter(({ tags }) => tags.includes(name)).map(show),
    ),
  ),
);
