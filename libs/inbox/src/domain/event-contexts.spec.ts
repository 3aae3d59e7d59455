import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { EVENT_CONTEXTS, EVENT_PLACES, type EventPlace } from './event-contexts.js';

const places = Object.entries<EventPlace>(EVENT_PLACES);
const FIXTURES = readdirSync('apps/simulator/fixtures/webhooks').map((file) =>
  path.basename(file, '.json'),
);

describe('the kinds of events', () => {
  it('that nobody handles yet are these', () => {
    const unhandled = places.filter(([, { isHandled }]) => !isHandled).map(([kind]) => kind);
    expect(unhandled.sort()).toEqual([
      'account_alerts',
      'account_update.AD_ACCOUNT_LINKED',
      'account_update.AUTH_INTL_PRICE_ELIGIBILITY_UPDATE',
      'account_update.BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE',
      'account_update.MM_LITE_TERMS_SIGNED',
      'business_capability_update',
      'calls.call_created',
      'partner_solutions',
      'security',
      'unknown',
    ]);
  });

  it('are those that are published, two that no fixture has, and the unknown', () => {
    const published = ([kind]: readonly [string, EventPlace]) =>
      FIXTURES.some((name) => `${name}.`.startsWith(`${kind}.`));
    expect(places.filter((place) => !published(place)).map(([kind]) => kind)).toEqual([
      'messages.received',
      'messages.user_changed_user_id',
      'unknown',
    ]);
  });

  it('have a context each, and every context has some', () => {
    const contexts = new Set(places.map(([, { context }]) => context));
    expect([...contexts].sort()).toEqual([...EVENT_CONTEXTS].sort());
  });
});
