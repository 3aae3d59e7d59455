import type { ParseArgsConfig } from 'node:util';
import type { ControlClient } from './control-client.js';
import { UsageError } from './failures.js';

/** What a command said, for a person and for a program. */
export interface Outcome {
  readonly text: string;
  readonly json: unknown;
}

/** The terminal, or what stands for it in a test. */
export interface Terminal {
  readonly write: (text: string) => void;
  readonly complain: (text: string) => void;
  /** Aborted by Ctrl-C: what runs until then ends. */
  readonly signal: AbortSignal;
}

export type Options = Readonly<Record<string, string | boolean | undefined>>;

export interface Invocation {
  readonly client: ControlClient;
  readonly terminal: Terminal;
  readonly options: Options;
  readonly args: readonly string[];
  readonly isJson: boolean;
}

/** One thing that `npm run sim -- <name>` can do. */
export interface Command {
  /** One word, or two: `faults set`. */
  readonly name: string;
  /** What follows the name, e.g. `--from <user> --to <number>`. */
  readonly usage: string;
  readonly summary: string;
  /** More lines for its own help. */
  readonly details?: string;
  readonly options?: NonNullable<ParseArgsConfig['options']>;
  /** How many words without dashes it takes. */
  readonly takes?: readonly [number, number];
  /** Nothing to print at the end: undefined. */
  readonly run: (invocation: Invocation) => Promise<Outcome | undefined>;
}

/** An option that must be given. */
export function required(options: Options, name: string): string {
  const value = options[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new UsageError(`--${name} is missing`);
}

export function optional(options: Options, name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
}
