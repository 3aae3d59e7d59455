export { aCall, type CallMaking } from './a-call.js';
export {
  BUSINESS_ANSWER,
  BUSINESS_OFFER,
  META_ANSWER,
  META_OFFER,
  SDES_OFFER,
} from './sdp-samples.js';
