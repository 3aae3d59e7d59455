import type { Guard } from './guard.mjs';
import type { ProcessExit } from './stack.mjs';

export interface RedisServer {
  readonly url: string;
  readonly port: number;
  readonly pid: number | undefined;
  readonly exited: Promise<ProcessExit>;
  stop(): Promise<ProcessExit>;
}

/** The redis-server or valkey-server of this machine. */
export function redisProgram(guard: Guard, say: (text: string) => void): Promise<string>;

/** A Redis of one's own, on the given port or a free one. */
export function startRedis(
  guard: Guard,
  options: { readonly program: string; readonly folder: string; readonly port?: number },
): Promise<RedisServer>;
