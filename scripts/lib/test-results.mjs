/** The one plain line a machine reads, from jest's JSON result; null when jest left none. */
export function closingLine(results) {
  const { passed, failed, skipped } = countOf(results);
  return `tests: ${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/**
 * Whether the run succeeded. A file that could not even run holds no test, so it counts as one that
 * failed; in CI a skipped test is a failure, or it would stay skipped for ever.
 */
export function verdictOf(results, jestCode, isCi) {
  if (results === null) return { exitCode: jestCode || 1, problem: 'jest ended without a result' };
  const { failed, skipped } = countOf(results);
  if (failed > 0 || jestCode !== 0) return { exitCode: jestCode || 1 };
  if (isCi && skipped > 0) {
    return { exitCode: 1, problem: `${skipped} skipped: not allowed in CI` };
  }
  return { exitCode: 0 };
}

function countOf(results) {
  if (results === null) return { passed: 0, failed: 1, skipped: 0 };
  return {
    passed: results.numPassedTests,
    failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
    skipped: results.numPendingTests + results.numTodoTests,
  };
}
