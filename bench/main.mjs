// ./parley bench: runs the suites asked for, prints a table each, and writes what was measured if told where.
import { accessSync, constants, mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname } from 'node:path';
import { readArguments } from './lib/arguments.mjs';
import { endEverything } from './lib/child.mjs';
import { listenForNoise, tellNoise } from './lib/noise.mjs';
import { publish } from './lib/publish.mjs';
import { printReport } from './lib/report.mjs';
import { SUITES } from './lib/suites.mjs';

async function main() {
  const { suites, options, optionsOf } = readArguments(process.argv.slice(2));
  // Better now than after half an hour.
  if (options.json) accessSync(dirname(options.json), constants.W_OK);
  if (options.out) mkdirSync(options.out, { recursive: true });
  const machine = { cores: cpus().length, processor: cpus()[0]?.model, node: process.version };
  const measured = { at: new Date().toISOString(), machine, words: process.argv.slice(2), suites: {} };
  for (const name of suites) {
    const noise = await listenForNoise();
    process.stderr.write(`${name}: ${SUITES[name].purpose} (${tellNoise(noise)})\n`);
    const { run } = await import(`./suites/${name}.mjs`);
    const own = optionsOf(name);
    measured.suites[name] = { options: own, noise, ...await run(own, (line) => process.stderr.write(`  ${line}\n`)) };
    printReport(name, measured.suites[name]);
    // After each, so that a later one that fails takes nothing with it.
    if (options.out) publish(options.out, measured);
    if (options.json) writeFileSync(options.json, `${JSON.stringify(measured, null, 2)}\n`);
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
