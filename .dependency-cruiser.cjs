const CONTEXT = '^libs/(?!(?:kernel|database|queue|state|rpc|rtc|sip|meta|storage)/)([^/]+)/src/';
module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'libs-know-no-app',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^apps/' },
    },
    {
      name: 'apps-are-islands',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'libs-know-no-transport',
      severity: 'error',
      from: { path: '^libs/(?!queue/)' },
      to: {
        path: 'node_modules/(@nestjs/(graphql|apollo|bull|platform-express|websockets|passport)|@apollo|graphql|express|bull)/',
      },
    },
    {
      name: 'base-knows-no-context',
      severity: 'error',
      from: { path: '^libs/(kernel|database|queue|state|rpc|rtc|sip|meta|storage)/' },
      to: { path: CONTEXT },
    },
    {
      name: 'contexts-meet-at-index',
      severity: 'error',
      from: { path: CONTEXT },
      to: { path: CONTEXT, pathNot: ['^libs/$1/', '^libs/[^/]+/src/index\\.ts$'] },
    },
    {
      name: 'apps-enter-by-index',
      severity: 'error',
      from: { path: '^(apps|test)/' },
      to: {
        path: '^libs/[^/]+/src/',
        pathNot: [
          '^libs/[^/]+/src/(index|testing/index)\\.ts$',
          '^libs/database/src/system-database\\.ts$',
        ],
      },
    },
    {
      name: 'domain-is-pure',
      severity: 'error',
      from: { path: '^libs/[^/]+/src/domain/', pathNot: '\\.spec\\.ts$' },
      to: {
        path: [
          '^libs/[^/]+/src/(application|persistence)/',
          'node_modules/(@nestjs|typeorm|ioredis|werift)/',
        ],
      },
    },
    {
      name: 'persistence-knows-no-use-case',
      severity: 'error',
      from: { path: '/src/persistence/' },
      to: { path: '/src/application/' },
    },
    {
      name: 'typeorm-only-in-persistence',
      severity: 'error',
      from: { pathNot: ['^libs/database/', '^libs/[^/]+/src/persistence/', '^migrations/'] },
      to: { path: 'node_modules/typeorm/' },
    },
    {
      name: 'werift-only-in-rtc',
      severity: 'error',
      from: { pathNot: '^(libs/rtc|apps/simulator|test)/' },
      to: { path: 'node_modules/werift/' },
    },
    {
      name: 'bull-only-in-queue',
      severity: 'error',
      from: { pathNot: '^libs/queue/' },
      to: { path: 'node_modules/(bull|@nestjs/bull|@nestjs/bull-shared)/' },
    },
    {
      name: 'sip-only-where-spoken',
      severity: 'error',
      from: { pathNot: '^(libs/sip|apps/(sip|simulator)|bench|test)/' },
      to: { path: '^libs/sip/' },
    },
    {
      name: 'media-and-sip-have-no-database',
      severity: 'error',
      from: { path: '^apps/(media|sip)/' },
      to: { path: ['node_modules/typeorm/', '^libs/(database|queue)/'], reachable: true },
    },
    {
      name: 'system-database-is-rare',
      severity: 'error',
      from: {
        pathNot: [
          '^libs/database/',
          '^libs/(inbox|calls|fanout|numbers|identity|admission|permissions)/src/persistence/',
          // What tests put together as the process does; nothing of it can reach production.
          '^libs/[^/]+/src/(testing/|.*\\.int-spec\\.ts$)',
        ],
      },
      to: { path: '^libs/database/src/system-database\\.ts$' },
    },
    {
      name: 'no-test-code-in-production',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: '(\\.(int-)?spec\\.ts$|/testing/)' },
      to: { path: '(\\.(int-)?spec\\.ts$|/testing/|^test/)' },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'import', 'node', 'default', 'types'],
    },
  },
};
