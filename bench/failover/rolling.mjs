// Every server in turn is asked to stop (SIGTERM) and starts again, while many speak.
import { Survivor } from '../lib/survivor.mjs';
import { compare, faultNote, sums } from './ledger.mjs';

export async function rolling({ cluster, audio, session, calm, options, say }) {
  const survivors = Array.from({ length: options.speakers }, (_, place) => new Survivor(cluster.urls, audio, session, { first: place }));
  const talking = Promise.all(survivors.map((survivor) => survivor.speak(options.pace)));
  let failed = null;
  talking.catch((error) => { failed = error; });
  const stops = [];
  while (!failed && survivors.every((survivor) => !survivor.over) && stops.length < cluster.nodes.length) {
    const place = stops.length;
    stops.push(await cluster.replace(place));
    say(`server ${place + 1} of ${cluster.nodes.length} stopped within ${(stops[place] / 1000).toFixed(1)} s, and is there again`);
  }
  const still = survivors.filter((survivor) => !survivor.over).length;
  await talking;

  const compared = survivors.map((survivor) => compare(calm, survivor));
  return {
    row: {
      'servers stopped': stops.length, ...sums(compared), moves: compared.reduce((sum, each) => sum + each.resumes, 0),
      'stop at most, s': Math.max(...stops) / 1000,
    },
    notes: [`${still} of ${survivors.length} speakers still spoke when the last server was there again.`, faultNote(compared)],
    compared, stops,
  };
}
