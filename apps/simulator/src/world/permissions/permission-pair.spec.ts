import { describe, expect, it } from '@jest/globals';
import { FrozenClock } from '#patchbay/kernel/testing';
import { DAY_MS, type PermissionLimits, WEEK_MS } from './permission-limits.js';
import { PermissionPair } from './permission-pair.js';

const PRODUCTION: PermissionLimits = {
  requestsPerDay: 1,
  requestsPerWeek: 2,
  connectedPerDay: 100,
  nudgeAfter: 2,
  revokeAfter: 4,
};

/** A pair, and the user's hands on it, at the clock's time. */
function open() {
  const clock = new FrozenClock();
  const pair = new PermissionPair();
  const request = (wamid: string) => {
    pair.requestSent(wamid, clock.nowMs());
    pair.requestDelivered(wamid, clock.nowMs());
  };
  const decide = (wamid: string, decision: Parameters<PermissionPair['decide']>[1]) =>
    pair.decide(wamid, decision, clock.nowMs());
  const status = () => pair.state(clock.nowMs()).status;
  return { clock, pair, request, decide, status };
}

describe('what Meta keeps of a number and a user', () => {
  it('a temporary permission lasts 604,800 seconds from the approval, to the millisecond', () => {
    const { clock, decide, request, status } = open();
    request('r1');
    clock.advance(DAY_MS);
    expect(decide('r1', 'accept-temporary')).toEqual({
      status: 'temporary',
      expiresAtMs: clock.nowMs() + 604_800_000,
    });
    clock.advance(604_799_999);
    expect(status()).toBe('temporary');
    clock.advance(1);
    expect(status()).toBe('no_permission');
  });

  it('a permanent permission stays until it is revoked', () => {
    const { clock, decide, pair, request, status } = open();
    request('r1');
    decide('r1', 'accept-permanent');
    clock.advance(52 * WEEK_MS);
    expect(status()).toBe('permanent');
    pair.revoke();
    expect(status()).toBe('no_permission');
  });

  it('a rejected request may be accepted within 7 days of the rejection, not later', () => {
    const { clock, decide, request, status } = open();
    request('r1');
    clock.advance(6 * DAY_MS);
    decide('r1', 'reject');
    expect(status()).toBe('no_permission');
    clock.advance(WEEK_MS - 1);
    expect(decide('r1', 'accept-permanent')).toMatchObject({ status: 'permanent' });
    clock.advance(WEEK_MS);
    expect(decide('r1', 'reject')).toBe('the request was answered more than 7 days ago');
    expect(status()).toBe('permanent');
  });

  it('a request that was never answered expires 7 days after its delivery', () => {
    const { clock, decide, pair } = open();
    pair.requestSent('r1', clock.nowMs());
    expect(decide('r1', 'reject')).toBe('the request has not reached the user');
    clock.advance(3 * WEEK_MS);
    pair.requestDelivered('r1', clock.nowMs());
    clock.advance(WEEK_MS - 1);
    expect(pair.decide('r1', 'reject', clock.nowMs())).toMatchObject({ status: 'no_permission' });
    pair.requestSent('r2', clock.nowMs());
    pair.requestDelivered('r2', clock.nowMs());
    clock.advance(WEEK_MS);
    expect(decide('r2', 'reject')).toBe('the request was delivered more than 7 days ago');
  });

  it('answering a newer request ends the older ones; its mere arrival does not', () => {
    const { decide, request } = open();
    request('r1');
    request('r2');
    expect(decide('r1', 'reject')).toMatchObject({ status: 'no_permission' });
    expect(decide('r2', 'accept-temporary')).toMatchObject({ status: 'temporary' });
    expect(decide('r1', 'reject')).toBe('the user has answered a newer request');
  });

  it('a request is used up for 24 hours and for 7 days, whichever limit is met', () => {
    const { clock, pair, request } = open();
    const freeAt = (periodMs: number, max: number) =>
      pair.requestCount.freeAtMs(clock.nowMs(), periodMs, max);
    const firstAtMs = clock.nowMs();
    request('r1');
    expect(freeAt(DAY_MS, 1)).toBe(firstAtMs + DAY_MS);
    expect(freeAt(WEEK_MS, 2)).toBeUndefined();
    clock.advance(DAY_MS - 1);
    expect(freeAt(DAY_MS, 1)).toBe(firstAtMs + DAY_MS);
    clock.advance(1);
    expect(freeAt(DAY_MS, 1)).toBeUndefined();
    request('r2');
    clock.advance(2 * DAY_MS);
    expect(freeAt(DAY_MS, 1)).toBeUndefined();
    expect(freeAt(WEEK_MS, 2)).toBe(firstAtMs + WEEK_MS);
  });

  it.each([true, false])('a connected call resets the requests, by the business: %s', (byUs) => {
    const { clock, pair, request } = open();
    request('r1');
    request('r2');
    pair.connected(byUs, clock.nowMs());
    expect(pair.requestCount.usage(clock.nowMs(), WEEK_MS)).toBe(0);
    expect(pair.connectedCount.usage(clock.nowMs(), DAY_MS)).toBe(byUs ? 1 : 0);
  });

  it('the second missed call in a row nudges, the fourth revokes', () => {
    const { clock, pair, status } = open();
    pair.grant('permanent', clock.nowMs());
    const missed = () => pair.missed(PRODUCTION);
    expect([missed(), missed(), missed()]).toEqual(['nothing', 'nudge', 'nothing']);
    expect(status()).toBe('permanent');
    expect(missed()).toBe('revoke');
    expect(status()).toBe('no_permission');
  });

  it('a call that was picked up begins the row anew', () => {
    const { clock, pair } = open();
    pair.grant('permanent', clock.nowMs());
    const missed = () => pair.missed(PRODUCTION);
    missed();
    pair.connected(true, clock.nowMs());
    expect([missed(), missed()]).toEqual(['nothing', 'nudge']);
  });

  it('the hundredth connected call within 24 hours blocks until the first is 24 hours old', () => {
    const { clock, pair } = open();
    const firstAtMs = clock.nowMs();
    for (let i = 0; i < 100; i++) {
      pair.connected(true, clock.nowMs());
      clock.advance(60_000);
    }
    const freeAt = () => pair.connectedCount.freeAtMs(clock.nowMs(), DAY_MS, 100);
    expect(freeAt()).toBe(firstAtMs + DAY_MS);
    clock.advance(firstAtMs + DAY_MS - clock.nowMs());
    expect(freeAt()).toBeUndefined();
    expect(pair.connectedCount.usage(clock.nowMs(), DAY_MS)).toBe(99);
  });

  it('the customer service window is open for 24 hours', () => {
    const { clock, pair } = open();
    expect(pair.windowEndsAtMs(clock.nowMs())).toBeUndefined();
    pair.openWindow(clock.nowMs());
    const endsAtMs = clock.nowMs() + DAY_MS;
    clock.advance(DAY_MS - 1);
    expect(pair.windowEndsAtMs(clock.nowMs())).toBe(endsAtMs);
    clock.advance(1);
    expect(pair.windowEndsAtMs(clock.nowMs())).toBeUndefined();
  });

  it('a clock that is set back forgets what has not happened yet', () => {
    const { clock, pair, request } = open();
    clock.advance(DAY_MS);
    request('r1');
    clock.advance(-DAY_MS);
    expect(pair.requestCount.usage(clock.nowMs(), DAY_MS)).toBe(0);
    request('r2');
    expect(pair.requestCount.usage(clock.nowMs(), DAY_MS)).toBe(1);
  });
});
