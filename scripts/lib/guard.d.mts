import type { ProcessExit } from './stack.mjs';

/** A process started by the guardian. */
export interface GuardedProcess {
  readonly pid: number | undefined;
  readonly lines: readonly string[];
  readonly isRunning: boolean;
  readonly exited: Promise<ProcessExit>;
  onLine(listener: (line: string, stream: 'stdout' | 'stderr') => void): () => void;
  signal(signal: NodeJS.Signals): void;
  stop(): Promise<ProcessExit>;
}

export interface GuardedCommand {
  readonly name: string;
  readonly command: string;
  readonly args?: readonly string[];
  readonly cwd?: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly output?: 'lines' | 'inherit';
  readonly order?: number;
  readonly stop?: readonly (readonly [NodeJS.Signals | 0, number])[];
}

/** Everything started or created through a guard is gone when its owner has ended, however it ended. */
export class Guard {
  static start(): Promise<Guard>;
  readonly pid: number | undefined;
  start(command: GuardedCommand): Promise<GuardedProcess>;
  run(command: GuardedCommand): Promise<string[]>;
  removeAtEnd(path: string): Promise<void>;
  end(): Promise<void>;
}
