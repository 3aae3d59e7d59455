export { openTestPools } from './open-test-pools.js';
