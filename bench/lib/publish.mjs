// A folder that tells all of a run: report.md with its plots, report.json, and each table as CSV.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chartsOf } from './charts.mjs';
import { toCsv } from './csv.mjs';
import { tellNoise } from './noise.mjs';
import { table } from './report.mjs';
import { SUITES } from './suites.mjs';
import { draw } from './svg.mjs';

/** Writes the folder anew, with what was measured so far. */
export function publish(folder, measured) {
  const write = (name, content) => writeFileSync(join(folder, name), content);
  const { at, machine, words, suites } = measured;
  const page = [
    '# Parley, measured', '',
    `${at}; ${machine.processor ?? 'unknown processor'}, ${machine.cores} cores; Node ${machine.node}.`, '',
    `    ./parley bench${words.map((word) => ` ${word}`).join('')}`, '',
  ];
  for (const [name, { charts, tables, ...report }] of Object.entries(suites)) {
    const plots = chartsOf({ charts, rows: report.rows }).map((chart) => ({ ...chart, file: `${name}-${chart.name}.svg` }));
    for (const plot of plots) write(plot.file, draw(plot));
    write(`${name}.csv`, toCsv(report.rows));
    for (const [which, rows] of Object.entries(tables ?? {})) write(`${name}-${which}.csv`, toCsv(rows));
    page.push(
      `## ${name}`, '', `${SUITES[name].purpose}.`, '', ...table(report.rows), '', ...report.notes.flatMap((note) => [`* ${note}`]),
      `* The machine when it began: ${tellNoise(report.noise)}.`, '', ...plots.flatMap(({ title, file }) => [`![${title}](${file})`, '']),
    );
  }
  write('report.md', page.join('\n'));
  write('report.json', `${JSON.stringify(measured, null, 2)}\n`);
}
