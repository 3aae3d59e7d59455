import type { Logger } from '#patchbay/kernel';
import { z } from 'zod';
import { LuaScript } from '../connection/lua-script.js';
import type { StateConnection } from '../connection/state-connection.js';

const HEARTBEAT_MS = 1000;
const TTL_MS = 3000;

/** Kinds of nodes that announce themselves. */
export type NodeKind = 'media' | 'sip';

const nodeRecordSchema = z.object({
  nodeId: z.string().min(1),
  /** New at every start of the process: tells a node from its successor under the same name. */
  bootId: z.string().min(1),
  /** Where its private listener is. */
  url: z.url(),
  region: z.string().min(1),
  /** What is up on it now, and the most it takes. */
  load: z.number().int().min(0),
  capacity: z.number().int().min(0),
});

/** What a node says about itself. A hint only: the node itself refuses what it cannot take. */
export type NodeRecord = z.output<typeof nodeRecordSchema>;

/** A node's standing announcement. */
export interface Announcement {
  /** Says at once what has changed, instead of at the next heartbeat. */
  refresh(): Promise<void>;
  /** Stops announcing and leaves the registry. */
  withdraw(): Promise<void>;
}

// The index holds ids only; a node is there while its own key lives.
const ANNOUNCE = new LuaScript(`
redis.call('SADD', KEYS[1], ARGV[1])
redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[3])
return 1
`);

const LIST = new LuaScript(`
local records = {}
for _, id in ipairs(redis.call('SMEMBERS', KEYS[1])) do
  local record = redis.call('GET', ARGV[1] .. id)
  if record then table.insert(records, record) else redis.call('SREM', KEYS[1], id) end
end
return records
`);

const WITHDRAW = new LuaScript(`
local record = redis.call('GET', KEYS[2])
if record and cjson.decode(record).bootId ~= ARGV[2] then return 0 end
redis.call('DEL', KEYS[2])
redis.call('SREM', KEYS[1], ARGV[1])
return 1
`);

/**
 * Which nodes there are. A node announces itself every second and is forgotten after three seconds
 * of silence; after Redis was emptied all nodes are back within a second. Read with `list` and
 * `get`, which throw StateUnavailable when Redis is away; announcing never throws, it goes on.
 */
export class NodeRegistry {
  readonly #state: StateConnection;
  readonly #logger: Logger;

  constructor(state: StateConnection, logger: Logger) {
    this.#state = state;
    this.#logger = logger;
  }

  /** Announces the node until withdrawn; `describe` is asked at every heartbeat. */
  announce(kind: NodeKind, describe: () => NodeRecord): Announcement {
    const tell = async (): Promise<void> => {
      const record = describe();
      await this.#state.runScript('registry.announce', ANNOUNCE, {
        keys: [indexKey(kind), nodeKey(kind, record.nodeId)],
        args: [record.nodeId, JSON.stringify(record), TTL_MS],
      });
    };
    let isSilent = false;
    const beat = async (): Promise<void> => {
      try {
        await tell();
        isSilent = false;
      } catch (err) {
        // The heartbeat goes on: it is what brings the node back when Redis is.
        if (!isSilent) this.#logger.warn({ err, kind }, 'registry.not_announced');
        isSilent = true;
      }
    };
    const timer = setInterval(() => void beat(), HEARTBEAT_MS);
    timer.unref();
    const stopListening = this.#state.onReady(() => void beat());
    if (this.#state.isReady) void beat();
    return {
      refresh: beat,
      withdraw: async () => {
        clearInterval(timer);
        stopListening();
        await this.#withdraw(kind, describe());
      },
    };
  }

  /** All nodes of the kind that spoke in the last three seconds. */
  async list(kind: NodeKind): Promise<NodeRecord[]> {
    const records = (await this.#state.runScript('registry.list', LIST, {
      keys: [indexKey(kind)],
      args: [nodeKey(kind, '')],
    })) as string[];
    return records.flatMap((text) => this.#parse(kind, text) ?? []);
  }

  /** One node, if it spoke in the last three seconds. */
  async get(kind: NodeKind, nodeId: string): Promise<NodeRecord | undefined> {
    const text = await this.#state.run('registry.get', (redis) => redis.get(nodeKey(kind, nodeId)));
    return text === null ? undefined : this.#parse(kind, text);
  }

  async #withdraw(kind: NodeKind, { nodeId, bootId }: NodeRecord): Promise<void> {
    try {
      await this.#state.runScript('registry.withdraw', WITHDRAW, {
        keys: [indexKey(kind), nodeKey(kind, nodeId)],
        args: [nodeId, bootId],
      });
    } catch (err) {
      // Silence withdraws the node as well, three seconds later.
      this.#logger.warn({ err, kind }, 'registry.not_withdrawn');
    }
  }

  #parse(kind: NodeKind, text: string): NodeRecord | undefined {
    try {
      return nodeRecordSchema.parse(JSON.parse(text));
    } catch (err) {
      this.#logger.warn({ err, kind }, 'registry.unreadable_record');
      return undefined;
    }
  }
}

function indexKey(kind: NodeKind): string {
  return `${kind}-nodes`;
}

function nodeKey(kind: NodeKind, nodeId: string): string {
  return `${kind}-node:${nodeId}`;
}
