/** Why this process refuses to start: every problem of its job catalogue, and how to mend each. */
export class CatalogueError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`The job catalogue is not valid:\n${problems.map((p) => `  - ${p}`).join('\n')}`);
    this.name = 'CatalogueError';
  }
}

/** Throws when there is a problem. */
export function refuseProblems(problems: readonly string[]): void {
  if (problems.length > 0) throw new CatalogueError(problems);
}
