export { FanoutWorld, type WorldOptions } from './fanout-world.js';
export { answer, hang, type SinkReply, type SunkRequest, WebhookSink } from './webhook-sink.js';
