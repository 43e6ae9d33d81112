// ./parley bench: runs the suites asked for, prints a table each, and writes everything as JSON if told where.
import { accessSync, constants, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname } from 'node:path';
import { readArguments } from './lib/arguments.mjs';
import { endEverything } from './lib/child.mjs';
import { printReport } from './lib/report.mjs';
import { SUITES } from './lib/suites.mjs';

async function main() {
  const { suites, options } = readArguments(process.argv.slice(2));
  // Better now than after half an hour.
  if (options.json) accessSync(dirname(options.json), constants.W_OK);
  const reports = {};
  for (const name of suites) {
    process.stderr.write(`${name}: ${SUITES[name].purpose}\n`);
    const { run } = await import(`./suites/${name}.mjs`);
    reports[name] = await run(options, (line) => process.stderr.write(`  ${line}\n`));
    printReport(name, reports[name]);
  }
  if (options.json) {
    const machine = { cores: cpus().length, processor: cpus()[0]?.model, node: process.version };
    writeFileSync(options.json, `${JSON.stringify({ at: new Date().toISOString(), machine, options, suites: reports }, null, 2)}\n`);
  }
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    endEverything();
    process.exit(130);
  });
}

try {
  await main();
} catch (error) {
  console.error(`bench: ${error.message}`);
  endEverything();
  process.exit(1);
}
