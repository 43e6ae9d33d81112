// A report is {rows, notes, …}: rows make the table on standard output; charts and tables are for `--out`; the rest goes into the JSON only.

export function printReport(name, { rows, notes }) {
  console.log(`\n## ${name}\n`);
  for (const line of table(rows)) console.log(line);
  console.log();
  for (const note of notes) console.log(note);
}

/** The lines of a table in Markdown. */
export function table(rows) {
  const head = Object.keys(rows[0]);
  const cells = [head, ...rows.map((row) => head.map((column) => show(row[column])))];
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column].length)));
  const line = (row) => `| ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]))).join(' | ')} |`;
  const rule = `|${widths.map((width, column) => (column === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`;
  return [line(cells[0]), rule, ...cells.slice(1).map(line)];
}

function show(value) {
  if (value === null || value === undefined) return '–';
  if (typeof value !== 'number' || Number.isInteger(value)) return String(value);
  return value.toFixed(Math.abs(value) < 10 ? 2 : 1);
}
