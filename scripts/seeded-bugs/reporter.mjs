import { MARK } from './mark.mjs';

/** A jest reporter that tells seeded-bugs.mjs which tests failed, on one line of JSON. */
export default class SeededBugsReporter {
  onRunComplete(_contexts, { numPassedTests, testResults }) {
    const failed = testResults.flatMap(({ testFilePath, testResults: tests }) =>
      tests
        .filter(({ status }) => status === 'failed')
        .map(({ fullName }) => ({ file: testFilePath, test: fullName })),
    );
    const broken = testResults
      .filter(({ testExecError }) => testExecError)
      .map(({ testFilePath, testExecError }) => `${testFilePath}: ${testExecError.message}`);
    const report = { passed: numPassedTests, failed, broken };
    process.stdout.write(`\n${MARK}${JSON.stringify(report)}\n`);
  }
}
