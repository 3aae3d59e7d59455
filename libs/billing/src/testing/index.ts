export { BillingWorld } from './billing-world.js';
