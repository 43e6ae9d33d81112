import { spread } from './statistics.mjs';

/** The charts that a suite names; otherwise its table, a chart for each unit that its columns are in. */
export function chartsOf({ charts, rows }) {
  if (charts) return charts;
  const [first, ...others] = Object.keys(rows[0]);
  const columns = others.filter((column) => rows.some((row) => typeof row[column] === 'number'));
  const units = [...new Set(columns.map(unitOf))];
  return units.map((unit) => {
    const own = columns.filter((column) => unitOf(column) === unit);
    return {
      kind: 'bars', name: slug(unit), title: unit === 'count' ? 'Counts' : `${own.map(nameOf).join(', ')} (${unit})`, unit,
      groups: rows.map((row) => String(row[first])),
      series: own.map((column) => ({ label: nameOf(column), values: rows.map((row) => (typeof row[column] === 'number' ? row[column] : null)) })),
    };
  });
}

/** A against B, in one group: the medians of all rounds with the least and the most. */
export function versus(name, title, unit, samples) {
  return {
    kind: 'bars', name, title, unit, groups: [''], series: Object.entries(samples).map(([label, values]) => ({ label, values: [spread(values)] })),
  };
}

// A column is called `name, unit`; without a unit it counts something.
const unitOf = (column) => (column.includes(', ') ? column.slice(column.lastIndexOf(', ') + 2) : 'count');
const nameOf = (column) => (column.includes(', ') ? column.slice(0, column.lastIndexOf(', ')) : column);
export const slug = (text) => text.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');
