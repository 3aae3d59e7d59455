import { execFile } from 'node:child_process';
import { beforeAll, describe, expect, it } from '@jest/globals';

interface Figure {
  readonly name: string;
  readonly value: number;
  readonly isGood: boolean;
}

interface Report {
  readonly results: readonly { readonly name: string; readonly figures: readonly Figure[] }[];
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

  const valueOf = (name: string): number | undefined =>
    outcome.report.results[0]?.figures.find((figure) => figure.name === name)?.value;

  it('plays every call to its end and has every webhook acknowledged', () => {
    expect(valueOf('calls played')).toBe(100);
    // Users’ calls bring connect and terminate, the business’s also RINGING and ACCEPTED.
    expect(valueOf('webhooks acknowledged')).toBe(300);
    expect(valueOf('webhooks pending or failed')).toBe(0);
  });

  it('lets every user of several calls at once hear the business', () => {
    expect(valueOf('consumers that heard the business')).toBe(4);
  });

  it('is measured within all bounds of the bench', () => {
    const figures = outcome.report.results.flatMap((result) => result.figures);
    expect(figures.filter(({ isGood }) => !isGood)).toEqual([]);
    expect(outcome.code).toBe(0);
  });
});
