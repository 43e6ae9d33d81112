// Plots, as SVG that needs nothing: bars of A against B with the least and the most, and lines.
const WIDTH = 720;
const HEIGHT = 400;
const AREA = { left: 76, right: 24, top: 72, bottom: 76 };
const LETTER = 6.6;
const MOST_LINES = 4;
const COLOURS = ['#2f6f9f', '#d98032', '#5b8c5a', '#8d6aa8'];
const INK = '#333';
const FAINT = '#ddd';

const INNER = { width: WIDTH - AREA.left - AREA.right, height: HEIGHT - AREA.top - AREA.bottom };

/**
 * @param chart `bars`: {title, unit, groups, series: [{label, values: [number | {median, least, most} | null, …]}]};
 *              `lines`: {title, x, y, limit?, series: [{label, points: [[x, y], …]}]}
 */
export function draw(chart) {
  const marks = chart.kind === 'lines' ? lines(chart) : bars(chart);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="13" fill="${INK}">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="white"/>`,
    text(AREA.left, 26, chart.title, 'font-size="16" font-weight="bold"'),
    ...legend(chart.series),
    ...marks,
    '</svg>', '',
  ].join('\n');
}

/** Steps of 1, 2 or 5 times a power of ten, about five of them, from 0 to what holds the greatest value. */
export function ticks(greatest) {
  const most = greatest > 0 ? greatest : 1;
  const rough = most / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 5, 10].find((factor) => factor * power >= rough * (1 - 1e-9));
  return Array.from({ length: Math.ceil(most / step - 1e-9) + 1 }, (_, index) => index * step).map((tick) => Number(tick.toPrecision(12)));
}

function bars({ unit, groups, series }) {
  const values = series.flatMap((each) => each.values).filter((value) => value !== null);
  const { scale, marks } = upright(Math.max(0, ...values.map((value) => value.most ?? value)), unit);
  const room = INNER.width / groups.length;
  const width = Math.min(90, (room * 0.7) / series.length);
  for (const [place, group] of groups.entries()) {
    const middle = AREA.left + room * (place + 0.5);
    for (const [row, words] of wrap(group, room / LETTER).entries()) {
      marks.push(text(middle, HEIGHT - AREA.bottom + 18 + 15 * row, words, 'text-anchor="middle" font-size="12"'));
    }
    for (const [index, { values: all }] of series.entries()) {
      const value = all[place];
      if (value === null || value === undefined) continue;
      const left = middle + width * (index - series.length / 2);
      const centre = left + width * 0.46;
      const { median, least, most } = typeof value === 'number' ? { median: value } : value;
      const top = scale(Math.max(0, median));
      marks.push(`<rect x="${at(left)}" y="${at(top)}" width="${at(width * 0.92)}" height="${at(scale(0) - top)}" fill="${colour(index)}"/>`);
      if (least !== undefined && most > least) {
        marks.push(line(centre, scale(least), centre, scale(most), INK), ...[least, most].map((end) => line(centre - 6, scale(end), centre + 6, scale(end), INK)));
      }
      marks.push(text(centre, scale(Math.max(0, most ?? median)) - 6, short(median), 'text-anchor="middle" font-size="12"'));
    }
  }
  return marks;
}

function lines({ x, y, limit, series }) {
  const points = series.flatMap((each) => each.points);
  // What lies far above the limit would press everything else to the ground.
  const ceiling = limit === undefined ? Infinity : 2.5 * limit;
  const { scale, marks } = upright(Math.max(limit ?? 0, ...points.map(([, value]) => Math.min(value, ceiling))), y);
  const across = ticks(Math.max(1, ...points.map(([value]) => value)));
  const place = (value) => AREA.left + (INNER.width * value) / across.at(-1);
  for (const tick of across) marks.push(text(place(tick), HEIGHT - AREA.bottom + 20, short(tick), 'text-anchor="middle"'));
  marks.push(text(AREA.left + INNER.width / 2, HEIGHT - AREA.bottom + 44, x, 'text-anchor="middle"'));
  if (limit !== undefined) marks.push(line(AREA.left, scale(limit), WIDTH - AREA.right, scale(limit), '#b33', 'stroke-dasharray="6 4"'));
  for (const [index, each] of series.entries()) {
    const spots = each.points.map(([left, value]) => [at(place(left)), at(scale(Math.min(value, ceiling)))]);
    if (spots.length > 1) marks.push(`<polyline points="${spots.map((spot) => spot.join(',')).join(' ')}" fill="none" stroke="${colour(index)}" stroke-width="2"/>`);
    marks.push(...spots.map(([left, top]) => `<circle cx="${left}" cy="${top}" r="3.5" fill="${colour(index)}"/>`));
  }
  return marks;
}

/** The axis on the left. */
function upright(most, unit) {
  const all = ticks(most);
  const scale = (value) => AREA.top + INNER.height * (1 - value / all.at(-1));
  const marks = all.flatMap((tick) => [
    line(AREA.left, scale(tick), WIDTH - AREA.right, scale(tick), tick === 0 ? INK : FAINT),
    text(AREA.left - 8, scale(tick) + 4, short(tick), 'text-anchor="end"'),
  ]);
  marks.push(text(AREA.left - 8, AREA.top - 12, unit, 'text-anchor="end" font-size="12"'));
  return { scale, marks };
}

function legend(series) {
  if (series.length < 2) return [];
  let left = AREA.left;
  return series.flatMap(({ label }, index) => {
    const marks = [`<rect x="${at(left)}" y="38" width="12" height="12" fill="${colour(index)}"/>`, text(left + 18, 49, label)];
    left += 40 + 7.5 * label.length;
    return marks;
  });
}

/** Whole words in lines of so many letters; what does not fit into four lines is left out. */
export function wrap(content, letters) {
  const rows = [];
  for (const word of content.split(' ')) {
    const longer = rows.length > 0 ? `${rows.at(-1)} ${word}` : word;
    if (rows.length > 0 && longer.length <= letters) rows[rows.length - 1] = longer;
    else rows.push(word);
  }
  return rows.length <= MOST_LINES ? rows : [...rows.slice(0, MOST_LINES - 1), `${rows[MOST_LINES - 1]} …`];
}

const colour = (index) => COLOURS[index % COLOURS.length];
const at = (value) => Number(value.toFixed(1));
const short = (value) => (Math.abs(value) >= 10_000 ? `${Number((value / 1000).toFixed(1))}k` : String(Number(value.toPrecision(3))));
const line = (x1, y1, x2, y2, stroke, more = '') => `<line x1="${at(x1)}" y1="${at(y1)}" x2="${at(x2)}" y2="${at(y2)}" stroke="${stroke}" ${more}/>`;
const text = (x, y, content, more = '') => `<text x="${at(x)}" y="${at(y)}" ${more}>${escape(content)}</text>`;
const escape = (content) => content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
