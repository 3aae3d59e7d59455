import { assertDescribes, importCompiled, table } from './compiled.mjs';
import { KIND_TEXTS } from './webhook-kind-texts.mjs';

/** docs/webhook-kinds.md, from the table by which the inbox sends events to their contexts. */
export async function webhookKinds() {
  const { EVENT_CONTEXTS, EVENT_PLACES } = await importCompiled(
    'libs/inbox/src/domain/event-contexts.ts',
  );
  const kinds = Object.keys(EVENT_PLACES);
  assertDescribes('the kind', KIND_TEXTS, kinds);
  const unhandled = kinds.filter((kind) => !EVENT_PLACES[kind].isHandled);
  return `# The kinds of Meta's webhooks

<!-- Written by scripts/generate-docs.mjs from libs/inbox/src/domain/event-contexts.ts. Run npm run docs:generate. -->

Every element of a webhook is an event of one of these kinds: Meta's field, a dot, Meta's event. It is
kept once, whichever app brings it, under the tenant whose number, WABA or portfolio it names; what
names nobody we know, or comes from an app that is not bound, is quarantined. An event of a context
that handles its kind is brought there; all others are kept, typed, and counted by
\`patchbay_inbox_events_total{kind,handled="false"}\`, so that they can be replayed when their context
can do something with them. Of ${kinds.length} kinds, ${kinds.length - unhandled.length} are handled.

## Whose an event is

1. The number of \`phone_number_id\`; an id that nobody has makes it nobody's.
2. Else the number with the digits of \`phone_number\` or \`display_phone_number\`: Meta sends some events
   with \`entry[].id\` "0".
3. Else the WABA, of \`waba_info\` before that of the entry.
4. Else the portfolio, when all bound WABAs in it are one tenant's.

The app that signed must be bound to the WABA of what was found, or to a WABA of the portfolio.
${EVENT_CONTEXTS.map((context) => sectionOf(context, EVENT_PLACES)).join('')}`;
}

function sectionOf(context, places) {
  const rows = Object.entries(places)
    .filter(([, place]) => place.context === context)
    .map(([kind, { isHandled }]) => {
      const [means, outcome] = KIND_TEXTS[kind];
      return [`\`${kind}\``, means, isHandled ? outcome : 'not handled yet: kept'];
    });
  return `\n## ${context}\n\n${table(['kind', 'says', 'what comes of it'], rows)}\n`;
}
