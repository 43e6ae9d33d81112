// Reads one suite's report and prints "passed failed skipped", then what failed, a line or more each.
// usage: node count-tests.mjs REPORT EXIT-CODE
//        node count-tests.mjs REPORT methods    prints the methods of a .NET project whose tests failed, a line each
// Reports: CTRF (the .NET projects), vitest's JSON (web), TAP (the launcher). A suite that crashed, was ended, or ran no test has failed.
import { existsSync, readFileSync } from 'node:fs';

const DETAIL_LINES = 12;

const [file, exitCode] = process.argv.slice(2);
const clip = (text = '') => text.split('\n').slice(0, DETAIL_LINES).map((line) => `  ${line}`).join('\n');

function fromCtrf({ results }) {
  const failures = results.tests.filter((test) => test.status === 'failed')
    .map((test) => `${test.name}\n${clip([test.message, test.trace].filter(Boolean).join('\n'))}`);
  const { passed, failed, tests } = results.summary;
  return { passed, failed, skipped: tests - passed - failed, failures };
}

function fromVitest(report) {
  const failures = report.testResults.flatMap((suite) => suite.assertionResults)
    .filter((test) => test.status === 'failed')
    .map((test) => `${test.fullName}\n${clip(test.failureMessages.join('\n'))}`);
  const { numPassedTests: passed, numFailedTests: failed, numTotalTests: tests } = report;
  return { passed, failed, skipped: tests - passed - failed, failures };
}

function fromTap(text) {
  const lines = text.split('\n');
  const results = lines.filter((line) => /^(not )?ok \d+/.test(line));
  const planned = Number(/^1\.\.(\d+)/m.exec(text)?.[1] ?? 0);
  const skipped = results.filter((line) => /^ok .*# skip/i.test(line)).length;
  const failed = results.filter((line) => line.startsWith('not ok')).length;
  const failures = lines.filter((line) => /^(not ok|#)/.test(line));
  if (planned !== results.length) failures.push(`${planned} tests were planned, ${results.length} gave a result`);
  return { passed: results.length - failed - skipped, failed: failed + (planned - results.length), skipped, failures };
}

/** A row of a theory is named "Class.Method(argument: 1)"; it cannot be run without the other rows of its method. */
function failedMethods() {
  const { results } = JSON.parse(readFileSync(file, 'utf8'));
  return new Set(results.tests.filter((test) => test.status === 'failed').map((test) => test.name.replace(/\(.*$/s, '')));
}

function read() {
  const text = readFileSync(file, 'utf8');
  if (/^1\.\.\d+$/m.test(text)) return fromTap(text);
  const report = JSON.parse(text);
  return report.results ? fromCtrf(report) : fromVitest(report);
}

if (exitCode === 'methods') {
  for (const method of failedMethods()) console.log(method);
  process.exit();
}

let counts = { passed: 0, failed: 0, skipped: 0, failures: [] };
try {
  if (existsSync(file)) counts = read();
} catch (error) {
  counts.failures.push(`The report cannot be read: ${error.message}`);
}

const ran = counts.passed + counts.failed + counts.skipped;
if (counts.failed === 0 && (exitCode !== '0' || ran === 0)) {
  counts.failed += 1;
  counts.failures.push(ran === 0
    ? `The suite ran no test; it ended with exit code ${exitCode}`
    : `Its tests passed, but the suite ended with exit code ${exitCode}`);
}
console.log(counts.passed, counts.failed, counts.skipped);
for (const failure of counts.failures) console.log(failure);
