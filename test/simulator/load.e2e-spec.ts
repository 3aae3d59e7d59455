import { execFile } from 'node:child_process';
import { beforeAll, describe, expect, it } from '@jest/globals';

interface Report {
  readonly bench: string;
  readonly isGood: boolean;
  /** Keys of the figures that are out of their bounds. */
  readonly missed: readonly string[];
  readonly [key: string]: unknown;
}

/** The bench in its short form, in processes of its own: a driver and the simulator. */
function runBench(): Promise<{ readonly code: number; readonly report: Report }> {
  const args = ['scripts/bench.mjs', 'simulator-load', '--short', '--json'];
  return new Promise((resolve, reject) => {
    // jest's own flags are not for our children.
    const env = { ...process.env, NODE_OPTIONS: '' };
    const child = execFile(process.execPath, args, { env }, (error, stdout, stderr) => {
      if (!stdout.startsWith('{')) reject(new Error(stderr, { cause: error }));
      else resolve({ code: child.exitCode ?? 1, report: JSON.parse(stdout) as Report });
    });
  });
}

describe('a simulator under load', () => {
  let outcome: Awaited<ReturnType<typeof runBench>>;
  beforeAll(async () => {
    outcome = await runBench();
  });

  it('plays every call to its end and has every webhook acknowledged', () => {
    expect(outcome.report.callsPlayed).toBe(100);
    // Users’ calls bring connect and terminate, the business’s also RINGING and ACCEPTED.
    expect(outcome.report.acknowledged).toBe(300);
    expect(outcome.report.unacknowledged).toBe(0);
  });

  it('lets every user of several calls at once hear the business', () => {
    expect(outcome.report.heard).toBe(4);
  });

  it('is measured within all bounds of the bench', () => {
    expect(outcome.report).toMatchObject({ bench: 'simulator-load', isGood: true, missed: [] });
    expect(outcome.code).toBe(0);
  });
});
