// What there is to measure. Apart from the suites themselves, so that it can be told before their packages are installed.
export const SUITES = {
  streams: {
    purpose: 'how many can speak at once, finals only and with partials, beside a Node server of the same model',
    takes: ['rounds', 'most', 'seconds', 'partials', 'limit-ms', 'silence-ms', 'no-peer'],
    initial: { model: 'moonshine-tiny', seconds: 15, 'silence-ms': 200 },
  },
  files: {
    purpose: 'a recording through transcribe and through a bare loop of the same library: audio seconds per CPU second, memory',
    takes: ['minutes', 'rounds', 'no-peer'],
  },
  churn: {
    purpose: 'connect, stream, leave, a third of the time rudely: what the server still holds afterwards',
    takes: ['cycles', 'at', 'settle'],
  },
  isolation: {
    purpose: 'a few speakers alone, then the same amid silent connections: how much longer a final takes',
    takes: ['speakers', 'connections', 'seconds', 'rounds', 'silence-ms'],
    initial: { connections: 996, seconds: 30 },
  },
  latency: {
    purpose: 'one speaker at a time, beside a Node server of the same model: speech end to final, speech start to first partial, words taken back',
    takes: ['seconds', 'rounds', 'silence-ms', 'no-peer'],
    initial: { seconds: 20 },
  },
  failover: {
    purpose: 'servers that share a Redis, killed, frozen or replaced while people speak: what is lost or repeated, and how soon they are back',
    apart: true,
    takes: ['fault', 'kills', 'freeze', 'speakers', 'seconds', 'pace'],
  },
  connections: {
    purpose: 'many silent connections, then a few that talk without pause: memory a connection, messages a CPU second, beside Node',
    takes: ['idle', 'messages', 'settle', 'rounds'],
  },
  http: {
    purpose: 'the page and a small JSON over plain HTTP, beside nginx: requests a CPU second',
    apart: true,
    takes: ['requests', 'rounds', 'no-peer'],
  },
  storm: {
    purpose: 'every client of a full server comes back at once, and others ask for a session: what is refused, and how soon',
    apart: true,
    takes: ['sessions', 'rounds', 'pace', 'silence-ms'],
    initial: { rounds: 3 },
  },
  fuzz: {
    purpose: 'frames that are nearly right, on every protocol: crashes, hangs, failures that nobody explains',
    apart: true,
    takes: ['frames', 'protocol', 'tls', 'seed'],
  },
  turn: {
    purpose: 'spoken turns with a scripted language model: last word to first word of the reply, and silence after an interruption',
    apart: true,
    takes: ['turns', 'silence-ms'],
  },
  translation: {
    purpose: 'live translation with a scripted server: what Parley adds to its time, and whether stable text is taken back',
    apart: true,
    takes: ['speakers', 'finals', 'silence-ms'],
    initial: { speakers: 12 },
  },
  soak: {
    purpose: 'simultaneous conversations for a while, some replies interrupted: what is lost, and whether memory stays flat',
    apart: true,
    takes: ['conversations', 'minutes', 'silence-ms'],
  },
};
