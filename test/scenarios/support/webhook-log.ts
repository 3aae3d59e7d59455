import type { Json } from './scenario.js';
import type { Seeded } from './seeded.js';

/** A business number as Meta's webhooks name it. */
export interface LogNumber {
  readonly phoneNumberId: string;
  readonly displayPhoneNumber: string;
  readonly wabaId: string;
}

/** A WhatsApp user; some hide their number, of others Meta does not tell the business-scoped id. */
interface LogConsumer {
  readonly waId: string | undefined;
  readonly userId: string | undefined;
  readonly name: string;
}

/** One thing that Meta tells of a call: an element of `calls[]` or `statuses[]` and what is beside it. */
export interface LogEvent {
  readonly wacid: string;
  readonly number: LogNumber;
  readonly list: 'calls' | 'statuses';
  readonly element: Json;
  readonly contact?: Json;
  readonly error?: Json;
}

export interface LogOptions {
  readonly calls: number;
  /** The earliest event of the log, milliseconds; all lie within an hour. */
  readonly startMs: number;
  readonly numbers: readonly LogNumber[];
  /** What Meta's ids of these calls begin with. */
  readonly prefix: string;
}

type Kind = 'connect' | 'RINGING' | 'ACCEPTED' | 'REJECTED' | 'terminate';

interface Story {
  readonly isUser: boolean;
  /** In the order in which they come. */
  readonly kinds: readonly Kind[];
  /** What the end tells: how long they talked, that too without since when, or that it failed. */
  readonly end?: 'talked' | 'length alone' | 'failed';
  /** For how long it rings, seconds; else a while. */
  readonly rings?: number;
}

export const STORIES = {
  'user calls, answered': { isUser: true, kinds: ['connect', 'terminate'], end: 'talked' },
  'user calls, missed': { isUser: true, kinds: ['connect', 'terminate'], rings: 50 },
  'user calls, cancelled': { isUser: true, kinds: ['connect', 'terminate'], rings: 6 },
  'user calls, failed': { isUser: true, kinds: ['connect', 'terminate'], end: 'failed' },
  'user calls, terminate first': { isUser: true, kinds: ['terminate', 'connect'], end: 'talked' },
  'user calls, offer lost': { isUser: true, kinds: ['terminate'] },
  'user calls, end lost': { isUser: true, kinds: ['connect'] },
  'business calls, answered': {
    isUser: false,
    kinds: ['connect', 'RINGING', 'ACCEPTED', 'terminate'],
    end: 'talked',
  },
  'business calls, ACCEPTED lost': {
    isUser: false,
    kinds: ['connect', 'RINGING', 'terminate'],
    end: 'talked',
  },
  'business calls, beginning not told': {
    isUser: false,
    kinds: ['connect', 'RINGING', 'ACCEPTED', 'terminate'],
    end: 'length alone',
  },
  'business calls, rejected': {
    isUser: false,
    kinds: ['connect', 'RINGING', 'REJECTED', 'terminate'],
  },
  'business calls, not answered': { isUser: false, kinds: ['connect', 'RINGING', 'terminate'] },
  'business calls, failed': {
    isUser: false,
    kinds: ['connect', 'RINGING', 'ACCEPTED', 'terminate'],
    end: 'failed',
  },
  'business calls, terminate first': {
    isUser: false,
    kinds: ['terminate', 'ACCEPTED', 'RINGING', 'connect'],
    end: 'talked',
  },
  'business calls, end lost': { isUser: false, kinds: ['connect', 'RINGING', 'ACCEPTED'] },
} as const satisfies Record<string, Story>;
export type StoryName = keyof typeof STORIES;
const STORY_NAMES = Object.keys(STORIES) as StoryName[];

const COUNTRIES = [
  ['KE', '254700'],
  ['BR', '551199'],
  ['DE', '491511'],
  ['IN', '919812'],
] as const;
const PEER_ENDED = { code: 138021, title: 'Media receive timeout', message: 'No media' };

function consumerOf(index: number): LogConsumer {
  const [country, prefix] = COUNTRIES[index % COUNTRIES.length]!;
  const waId = `${prefix}${String(index).padStart(6, '0')}`;
  const userId = `${country}.${13_000_000 + index}`;
  const hides = index % 3;
  return {
    waId: hides === 1 ? undefined : waId,
    userId: hides === 2 ? undefined : userId,
    name: `Consumer ${index}`,
  };
}

interface Moment {
  readonly startS: number;
  readonly answeredS: number;
  readonly endS: number;
}

/** One call of a log, as Meta tells it. */
class LoggedCall {
  readonly #wacid: string;
  readonly #number: LogNumber;
  readonly #story: Story;
  readonly #consumer: LogConsumer;
  readonly #at: Moment;
  readonly #chance: Seeded;
  readonly #opaque: string | undefined;

  constructor(index: number, storyName: StoryName, options: LogOptions, chance: Seeded) {
    this.#wacid = `${options.prefix}${index}`;
    this.#number = chance.pick(options.numbers);
    this.#story = STORIES[storyName];
    this.#consumer = consumerOf(chance.below(Math.max(6, options.calls / 4)));
    const startS = Math.floor(options.startMs / 1000) + chance.below(3000);
    const answeredS = startS + (this.#story.rings ?? chance.between(2, 20));
    this.#at = { startS, answeredS, endS: answeredS + chance.between(1, 500) };
    this.#chance = chance;
    this.#opaque = !this.#story.isUser && chance.once(2) ? `order=${index}` : undefined;
  }

  events(): LogEvent[] {
    return this.#story.kinds.map((kind) => {
      if (kind === 'connect') return this.#connect();
      return kind === 'terminate' ? this.#terminate() : this.#status(kind);
    });
  }

  #connect(): LogEvent {
    const type = this.#story.isUser ? 'offer' : 'answer';
    const session = { sdp_type: type, sdp: `v=0\r\ns=${this.#wacid}\r\n` };
    const isTold = !this.#chance.once(3);
    return this.#call('connect', this.#at.startS, isTold, { session });
  }

  #terminate(): LogEvent {
    const { end } = this.#story;
    const { answeredS, endS } = this.#at;
    const hasTalked = end === 'talked' || end === 'length alone';
    const atS = hasTalked ? endS : answeredS;
    const started = { start_time: this.#time(answeredS), end_time: this.#time(endS) };
    const error = end === 'failed' ? { errors: [PEER_ENDED] } : undefined;
    const event = this.#call('terminate', atS, true, {
      status: this.#word(end === 'failed' ? 'FAILED' : 'COMPLETED'),
      ...(end === 'talked' && started),
      ...(hasTalked && { duration: endS - answeredS }),
    });
    return { ...event, ...(error && { error: error.errors[0] }) };
  }

  #call(event: string, atS: number, hasDirection: boolean, more: Json): LogEvent {
    const { isUser } = this.#story;
    const direction = isUser ? 'USER_INITIATED' : 'BUSINESS_INITIATED';
    const { waId, userId } = this.#consumer;
    const business = this.#number.displayPhoneNumber;
    const ends = isUser
      ? { from: waId, from_user_id: userId, to: business }
      : { from: business, to: waId, to_user_id: userId };
    const element = {
      id: this.#wacid,
      event,
      timestamp: this.#time(atS),
      ...ends,
      ...(hasDirection && { direction }),
      ...(this.#opaque !== undefined && { biz_opaque_callback_data: this.#opaque }),
      ...more,
    };
    return this.#event('calls', element);
  }

  #status(status: Kind): LogEvent {
    const { startS, answeredS } = this.#at;
    const atS = status === 'RINGING' ? startS + 1 : answeredS;
    const { waId, userId } = this.#consumer;
    return this.#event('statuses', {
      id: this.#wacid,
      type: 'call',
      status,
      timestamp: this.#time(atS),
      recipient_id: waId,
      recipient_user_id: userId,
      // Meta does not echo it everywhere.
      ...(this.#opaque !== undefined &&
        this.#chance.once(2) && { biz_opaque_callback_data: this.#opaque }),
    });
  }

  #event(list: LogEvent['list'], element: Json): LogEvent {
    const { waId, userId, name } = this.#consumer;
    const contact = { wa_id: waId, user_id: userId, profile: { name } };
    const isNamed = this.#chance.once(2);
    const head = { wacid: this.#wacid, number: this.#number, list, element };
    return { ...head, ...(isNamed && { contact }) };
  }

  /** Meta writes times as texts and as integers, and some words as lists of one. */
  #time(seconds: number): string | number {
    return this.#chance.once(2) ? String(seconds) : seconds;
  }

  #word(word: string): string | string[] {
    return this.#chance.once(3) ? [word] : word;
  }
}

/** Which story a call of a log has, by what follows the prefix in its id. */
export function storyOf(index: number): StoryName {
  return STORY_NAMES[index % STORY_NAMES.length]!;
}

/** What Meta tells of so many calls, call after call, each call's events in the order of its story. */
export function webhookLog(options: LogOptions, chance: Seeded): LogEvent[] {
  return Array.from({ length: options.calls }, (_, index) => {
    return new LoggedCall(index, storyOf(index), options, chance).events();
  }).flat();
}
