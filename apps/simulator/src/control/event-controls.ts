import { ControlStream, type ControlRoute, controlRoute } from './control-route.js';
import type { LiveEvent, LiveEvents } from './live-events.js';

/** Proxies close what is silent for a minute. */
const KEEP_ALIVE_MS = 20_000;
/** How soon an EventSource comes again, after a reset above all. */
const RETRY_MS = 500;
const NAMES = 'call, graph, webhook, message';

function isAbout(event: LiveEvent, key: string, value: string | null): boolean {
  if (value === null) return true;
  const { consumer, [key]: found } = event.data as Record<string, unknown>;
  if (key !== 'consumer') return found === value;
  return Object.values((consumer ?? {}) as Record<string, unknown>).includes(value);
}

function wants(query: URLSearchParams): (event: LiveEvent) => boolean {
  const names = query.get('names')?.split(',');
  return (event) =>
    (names?.includes(event.name) ?? true) &&
    isAbout(event, 'wacid', query.get('wacid')) &&
    isAbout(event, 'consumer', query.get('consumer'));
}

/** What happens, as it happens. */
export function eventControls(live: LiveEvents): ControlRoute[] {
  return [
    controlRoute({
      method: 'GET',
      path: '/events',
      tag: 'events',
      summary: `Server-sent events from now on: ${NAMES}`,
      type: 'text/event-stream',
      query: {
        names: 'only these, separated by commas',
        wacid: 'only what is about one call',
        consumer: 'only what names one user, by phone number or user id',
      },
      handle: ({ query }) =>
        new ControlStream('text/event-stream', (stream) => {
          const isWanted = wants(query);
          stream.write(`retry: ${RETRY_MS}\nevent: hello\ndata: {}\n\n`);
          const stop = live.follow((event) => {
            if (!isWanted(event)) return;
            stream.write(`event: ${event.name}\ndata: ${JSON.stringify(event.data)}\n\n`);
          }, stream.end);
          const keepAlive = setInterval(() => {
            stream.write(':\n\n');
          }, KEEP_ALIVE_MS);
          return () => {
            clearInterval(keepAlive);
            stop();
          };
        }),
    }),
  ];
}
