/** A file that breaks one dependency rule, in a tree laid out like this one. */
export interface Planted {
  readonly rule: string;
  readonly file: string;
  readonly imports: string;
}

/** One for each rule. A rule without one proves nothing. */
export const PLANTED: readonly Planted[] = [
  { rule: 'no-circular', file: 'libs/kernel/src/a.ts', imports: './b.js' },
  {
    rule: 'libs-know-no-app',
    file: 'libs/calls/src/application/app.ts',
    imports: '../../../../apps/api/src/part.js',
  },
  {
    rule: 'apps-are-islands',
    file: 'apps/worker/src/island.ts',
    imports: '../../api/src/part.js',
  },
  {
    rule: 'libs-know-no-transport',
    file: 'libs/calls/src/application/transport.ts',
    imports: 'graphql',
  },
  {
    rule: 'base-knows-no-context',
    file: 'libs/state/src/context.ts',
    imports: '#patchbay/calls',
  },
  {
    rule: 'contexts-meet-at-index',
    file: 'libs/billing/src/application/deep.ts',
    imports: '../../../calls/src/domain/call.js',
  },
  {
    rule: 'apps-enter-by-index',
    file: 'apps/api/src/deep.ts',
    imports: '../../../libs/calls/src/domain/call.js',
  },
  { rule: 'domain-is-pure', file: 'libs/calls/src/domain/impure.ts', imports: 'ioredis' },
  {
    rule: 'persistence-knows-no-use-case',
    file: 'libs/calls/src/persistence/upwards.ts',
    imports: '../application/use-case.js',
  },
  {
    rule: 'typeorm-only-in-persistence',
    file: 'libs/calls/src/application/rows.ts',
    imports: 'typeorm',
  },
  { rule: 'werift-only-in-rtc', file: 'apps/media/src/peer.ts', imports: 'werift' },
  { rule: 'bull-only-in-queue', file: 'apps/worker/src/jobs.ts', imports: 'bull' },
  {
    rule: 'sip-only-where-spoken',
    file: 'libs/calls/src/application/sip.ts',
    imports: '#patchbay/sip',
  },
  {
    // Not even by way of another lib.
    rule: 'media-and-sip-have-no-database',
    file: 'apps/media/src/rows.ts',
    imports: '#patchbay/billing',
  },
  {
    rule: 'system-database-is-rare',
    file: 'libs/calls/src/application/all-tenants.ts',
    imports: '../../../database/src/system-database.js',
  },
  {
    rule: 'no-test-code-in-production',
    file: 'apps/api/src/fixture.ts',
    imports: '#patchbay/calls/testing',
  },
];

/** What the planted files import. Nothing here breaks a rule by itself. */
export const HEALTHY: Readonly<Record<string, string>> = {
  'apps/api/src/part.ts': '',
  'libs/kernel/src/index.ts': '',
  'libs/kernel/src/b.ts': `import './a.js';`,
  'libs/sip/src/index.ts': '',
  'libs/database/src/index.ts': '',
  'libs/database/src/system-database.ts': '',
  'libs/calls/src/index.ts': '',
  'libs/calls/src/domain/call.ts': '',
  'libs/calls/src/application/use-case.ts': '',
  'libs/calls/src/testing/index.ts': '',
  'libs/billing/src/index.ts': `import '#patchbay/database';`,
};

/** Packages that the planted files import. */
export const PACKAGES = ['graphql', 'ioredis', 'typeorm', 'werift', 'bull'];
