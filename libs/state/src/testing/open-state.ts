import { createLogger } from '#patchbay/kernel';
import { StateConnection } from '../connection/state-connection.js';

/** A line of the log, parsed. */
export interface LogLine extends Record<string, unknown> {
  readonly level: string;
  readonly msg: string;
}

/** A logger whose lines a test can read. */
export function recordingLogger(): {
  logger: ReturnType<typeof createLogger>;
  lines: LogLine[];
  countOf: (msg: string) => number;
} {
  const lines: LogLine[] = [];
  const logger = createLogger({
    name: 'test',
    level: 'trace',
    destination: { write: (line) => lines.push(JSON.parse(line) as LogLine) },
  });
  return { logger, lines, countOf: (msg) => lines.filter((line) => line.msg === msg).length };
}

/** A connection whose log nobody reads; the caller closes it. */
export async function openState(url: string): Promise<StateConnection> {
  return StateConnection.open({ url, logger: recordingLogger().logger });
}
