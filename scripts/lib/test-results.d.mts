/** What is read of jest's JSON result. */
export interface JestCounts {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numRuntimeErrorTestSuites: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
}

/** The one plain line a machine reads. */
export function closingLine(results: JestCounts | null): string;

/** Whether the run succeeded. */
export function verdictOf(
  results: JestCounts | null,
  jestCode: number | null,
  isCi: boolean,
): { readonly exitCode: number; readonly problem?: string };
