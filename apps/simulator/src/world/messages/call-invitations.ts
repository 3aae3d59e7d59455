import type { Consumer } from '../assets.js';
import type { SimCall, UserDevice } from '../call.js';
import { startUserCall } from '../user-calls.js';
import { NotPossible, type World } from '../world.js';
import { buttonEndsAtMs, type Message } from './message.js';

interface Tap {
  /** The newest message with a button unless told. */
  readonly wamid?: string | undefined;
  readonly device?: UserDevice | undefined;
}

/** The user taps a call button: a call with the button's payload as `cta_payload`. */
export function tapButton(world: World, consumer: Consumer, tap: Tap): Promise<SimCall> {
  const message = messageWithButton(world, consumer, tap.wamid);
  const endsAtMs = buttonEndsAtMs(message) ?? -Infinity;
  if (world.clock.nowMs() >= endsAtMs) throw new NotPossible('the call button has expired');
  return startUserCall(world, {
    consumer,
    number: message.number,
    via: 'button',
    ctaPayload: message.button?.payload,
    device: tap.device,
  });
}

function messageWithButton(world: World, consumer: Consumer, wamid: string | undefined): Message {
  for (const item of world.messages.inbox(consumer).toReversed()) {
    if (!('message' in item) || item.message.button === undefined) continue;
    if ((wamid ?? item.message.wamid) === item.message.wamid) return item.message;
  }
  throw new NotPossible('the user has received no such call button');
}

interface Link {
  /** `https://wa.me/call/<digits>?biz_payload=<text>` */
  readonly url: string;
  readonly device?: UserDevice | undefined;
}

/**
 * The user opens a calling deep link: a call with `deeplink_payload`. Meta's page "Send WhatsApp
 * call button messages and deep links".
 */
export function openDeepLink(world: World, consumer: Consumer, link: Link): Promise<SimCall> {
  const url = URL.canParse(link.url) ? new URL(link.url) : undefined;
  const digits = /^\/call\/\+?(\d+)\/?$/.exec(url?.pathname ?? '')?.[1];
  if (url?.hostname !== 'wa.me' || digits === undefined) {
    throw new NotPossible('a calling deep link is https://wa.me/call/<number>');
  }
  const number = world.directory.numbers.find((n) => n.displayPhoneNumber === digits);
  if (number === undefined) throw new NotPossible(`no business has the number ${digits}`);
  const payload = url.searchParams.get('biz_payload') ?? undefined;
  return startUserCall(world, {
    consumer,
    number,
    via: 'deep_link',
    // Clients before 2.25.27 open the link and lose what it carries.
    deeplinkPayload: consumer.hasOldClient ? undefined : payload,
    device: link.device,
  });
}
