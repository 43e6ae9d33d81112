// Tells mistakes in the arguments of the bench, and its usage; needs no package. Exit code 0: the suites may run.
import { readArguments, usage } from './lib/arguments.mjs';

try {
  const { help } = readArguments(process.argv.slice(2));
  if (help) console.log(usage());
} catch (error) {
  console.error(`bench: ${error.message} See: ./parley bench --help`);
  process.exitCode = 1;
}
