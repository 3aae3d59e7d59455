export { aCall, type CallMaking } from './a-call.js';
