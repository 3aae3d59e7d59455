import { afterEach, expect, it } from '@jest/globals';
import { CallRescuer } from '../../apps/api/src/calls/call-rescuer.js';
import { createTestApp, type TestApp } from '../support/create-test-app.js';

let api: TestApp | undefined;
afterEach(() => api?.close());

it.each([
  ['ingest', false],
  ['graphql', true],
  ['ingest,graphql', true],
])('an api with the roles %s looks after calls that no worker drives: %s', async (roles, does) => {
  api = await createTestApp({ API_ROLES: roles });
  const rescuer = (): unknown => api?.app.get(CallRescuer, { strict: false });
  if (does) expect(rescuer()).toBeInstanceOf(CallRescuer);
  else expect(rescuer).toThrow(/could not find/);
});
