import type { Json, Scenario } from './scenario.js';
import { TenantApi } from './tenant-api.js';

/** Gives a number of acme's its route through the API, as acme's own application would. */
export async function setRoute(world: Scenario, input: Json): Promise<void> {
  const acme = await TenantApi.signIn(world, 'acme');
  await acme.mutate('setPhoneNumberRoute', input);
}
