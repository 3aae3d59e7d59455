/**
 * Bugs of what followers of a tenant's events are shown, and of what Meta's support is given. See
 * list.mjs.
 *
 * @type {typeof import('./list.mjs').BUGS}
 */
export const FOLLOWING_BUGS = [
  {
    name: 'following-shows-events-again',
    file: 'libs/fanout/src/application/tenant-feed.ts',
    find: 'this.#shown.has(id),',
    replace: 'this.#shown.has(`${id}?`),',
    tests: [
      'libs/fanout/src/application/follow-events.int-spec.ts',
      'test/api/call-events.e2e-spec.ts',
    ],
  },
  {
    name: 'following-never-looks',
    file: 'libs/fanout/src/application/tenant-feed.ts',
    find: 'if (isLook) await this.#lookAtAll(isTold);',
    replace: 'if (isLook && callIds.length > 1000) await this.#lookAtAll(isTold);',
    tests: [
      'libs/fanout/src/application/follow-events.int-spec.ts',
      'test/api/call-events.e2e-spec.ts',
    ],
  },
  {
    name: 'support-bundle-shows-addresses',
    file: 'libs/calls/src/domain/redact-sdp.ts',
    find: 'if (/^[vtm]=/.test(line)) return line.replaceAll(ADDRESS, HIDDEN);',
    replace: 'if (/^[vtmo]=/.test(line)) return line;',
    tests: ['libs/calls/src/domain/redact-sdp.spec.ts'],
  },
  {
    name: 'following-news-of-no-call-counts-as-missed',
    file: 'libs/fanout/src/application/tenant-feed.ts',
    find: 'if (!isTold) feedMetrics.missed',
    replace: 'feedMetrics.missed',
    tests: ['test/scenarios/permission-news.e2e-spec.ts', 'test/api/call-events.e2e-spec.ts'],
  },
];
