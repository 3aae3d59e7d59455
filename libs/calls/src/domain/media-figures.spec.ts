import { expect, it } from '@jest/globals';
import { figuresAsData, figuresOf } from './media-figures.js';

const fromMeta = { received: 100, forwarded: 90, heldByGate: 7, dropped: 3 };
const fromTenant = { received: 50, forwarded: 50, heldByGate: 0, dropped: 0 };

it('what a media node counted comes back from the fact of the end as it was told', () => {
  const openedAtMs = Date.UTC(2026, 10, 21);
  const data = figuresAsData({ fromMeta, fromTenant, openedAtMs });
  expect(Object.values(data).every((value) => typeof value === 'number')).toBe(true);
  const facts = { media_ended: { atMs: 1, data: { reason: 'closed', ...data } } };
  expect(figuresOf(facts)).toEqual({ fromMeta, fromTenant, openedAt: new Date(openedAtMs) });
});

it('sound that was never let through was opened at no time', () => {
  const data = figuresAsData({ fromMeta, fromTenant, openedAtMs: null });
  expect(figuresOf({ media_ended: { atMs: 1, data } })?.openedAt).toBeNull();
});

it('a call whose node told nothing has no figures', () => {
  expect(figuresOf({})).toBeUndefined();
  expect(figuresOf({ media_ended: { atMs: 1, data: { reason: 'NO_SESSION' } } })).toBeUndefined();
});
