import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Validator } from '@seriousme/openapi-schema-validator';
import type { Json } from './support/webhook-sink.js';
import { SimulatorKit } from './support/simulator-kit.js';
import { controlOperations } from '../../apps/simulator/src/control/control-routes.js';
import type { ControlParts } from '../../apps/simulator/src/control/control-parts.js';
import type { World } from '../../apps/simulator/src/world/world.js';

describe("the control API's OpenAPI document", () => {
  let kit: SimulatorKit;
  let document: Json;

  beforeAll(async () => {
    kit = await SimulatorKit.open();
    document = (await kit.control('GET', '/openapi.json')).body;
  });

  afterAll(() => kit.close());

  it('is valid OpenAPI 3.1', async () => {
    const { errors, valid } = await new Validator().validate(structuredClone(document));
    expect(errors).toBeUndefined();
    expect(valid).toBe(true);
    expect(document.openapi).toMatch(/^3\.1\./);
  });

  it('has every control operation, and each name once', () => {
    const nothing = new Proxy({}, { get: () => ({}) });
    const routes = controlOperations(nothing as World, nothing as ControlParts);
    const documented = Object.entries<Json>(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const written = routes.map(
      ({ method, path }) => `${method} /_sim/v1${path.replaceAll(/:(\w+)/g, '{$1}')}`,
    );
    expect(documented.sort()).toEqual(written.sort());
    expect(written).toHaveLength(new Set(written).size);
    const ids = Object.values<Json>(document.paths).flatMap((methods) =>
      Object.values<Json>(methods).map(({ operationId }) => operationId),
    );
    expect(ids).toHaveLength(new Set(ids).size);
  });

  it('describes bodies, path parameters and query parameters', () => {
    const call = document.paths['/_sim/v1/calls'].post;
    expect(call.requestBody.content['application/json'].schema).toMatchObject({
      type: 'object',
      required: expect.arrayContaining(['consumer', 'phoneNumberId']),
      additionalProperties: false,
    });
    expect(document.paths['/_sim/v1/calls/{wacid}'].get.parameters).toMatchObject([
      { name: 'wacid', in: 'path', required: true },
    ]);
    expect(document.paths['/_sim/v1/events'].get.parameters).toMatchObject([
      { name: 'names', in: 'query' },
      { name: 'wacid', in: 'query' },
      { name: 'consumer', in: 'query' },
    ]);
  });
});
