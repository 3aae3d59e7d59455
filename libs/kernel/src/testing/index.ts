export { eventually } from './eventually.js';
export { FrozenClock } from './frozen-clock.js';
