const common = {
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  // Resolves #patchbay/* to the sources (package.json "imports").
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': '@swc/jest' },
  moduleFileExtensions: ['ts', 'js', 'mjs', 'json', 'node'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
};

const withServices = {
  ...common,
  globalSetup: '<rootDir>/test/support/global-setup.js',
  globalTeardown: '<rootDir>/test/support/global-teardown.js',
};

export default {
  workerIdleMemoryLimit: '600MB',
  maxWorkers: 2,
  coverageProvider: 'v8',
  // A bound against hanging, not a measure: a busy machine may be ten times slower.
  testTimeout: 60_000,
  projects: [
    {
      ...common,
      displayName: 'unit',
      testMatch: ['<rootDir>/{apps,libs}/**/*.spec.ts'],
      setupFiles: ['reflect-metadata'],
    },
    {
      ...withServices,
      displayName: 'services',
      testMatch: [
        '<rootDir>/{apps,libs}/**/*.int-spec.ts',
        '<rootDir>/test/{api,worker,scenarios,simulator,architecture}/**/*.e2e-spec.ts',
      ],
      setupFiles: ['reflect-metadata', '<rootDir>/test/support/worker-env.ts'],
    },
  ],
};
