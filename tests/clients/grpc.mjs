// gRPC's own client for Node, its health client, and a reflection client.
import grpc from '@grpc/grpc-js';
import loader from '@grpc/proto-loader';
import health from 'grpc-health-check';
import reflection from 'grpc-reflection-js';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { answer } from './call.mjs';

const protos = fileURLToPath(new URL('../../protos', import.meta.url));
const load = (file) => grpc.loadPackageDefinition(
  loader.loadSync(file, { includeDirs: [protos], keepCase: true, longs: Number, enums: String, defaults: false, oneofs: true }),
);
const plain = () => grpc.credentials.createInsecure();
const trusting = (certificate) => grpc.credentials.createSsl(readFileSync(certificate));
const speech = (server, credentials = plain()) => new (load('parley/v1/speech.proto').parley.v1.Speech)(server, credentials);
const told = ({ code, details, metadata }) => ({
  code: grpc.status[code],
  details,
  error: metadata.get('parley-error-code')[0],
  param: metadata.get('parley-error-param')[0],
});

/** Reads a stream to its end: what came, and how it ended. */
const read = (stream, each = () => {}) => new Promise((resolve) => {
  const events = [];
  stream.on('data', (event) => events.push(event) && each(event));
  stream.on('error', () => {});
  stream.on('status', (status) => resolve({ events, status: told(status) }));
});

await answer({
  /** A live session whose audio comes in chunks; over TLS when there is a certificate to trust. */
  async stream({ server, trusted, file, options, chunk = 3_200, metadata = {} }) {
    const call = speech(server, trusted ? trusting(trusted) : plain()).Stream(grpc.Metadata.fromHttp2Headers(metadata));
    const reading = read(call);
    call.write({ start: options ?? {} });
    const samples = (await readFile(file)).subarray(44);
    for (let at = 0; at < samples.length; at += chunk) call.write({ audio: { data: samples.subarray(at, at + chunk) } });
    call.end();
    return reading;
  },

  /** Somebody else's session, to its end. */
  follow: ({ server, session }) => read(speech(server).Follow({ session_id: session })),

  async recognize({ server, file, options }) {
    return new Promise((resolve, reject) => {
      readFile(file).then((audio) => speech(server).Recognize({ options, audio }, (failure, response) => (failure ? resolve({ status: told(failure) }) : resolve(response))), reject);
    });
  },

  /** A session that is left as soon as it has begun. */
  async cancel({ server }) {
    const call = speech(server).Stream();
    const reading = read(call, () => call.cancel());
    call.write({ start: {} });
    return reading;
  },

  /** A session whose client gives it so many milliseconds. */
  async deadline({ server, milliseconds }) {
    const call = speech(server).Stream({ deadline: Date.now() + milliseconds });
    call.write({ start: {} });
    return read(call);
  },

  async health({ server, service }) {
    const { Health } = grpc.loadPackageDefinition(loader.loadSync(health.protoPath, { enums: String })).grpc.health.v1;
    const client = new Health(server, plain());
    const check = await new Promise((resolve) => {
      client.check({ service }, (failure, response) => resolve(failure ? grpc.status[failure.code] : response.status));
    });
    const watch = client.watch({ service });
    watch.on('error', () => {});
    const watched = await new Promise((resolve) => watch.once('data', ({ status }) => resolve(status)));
    watch.cancel();
    return { check, watched };
  },

  /** The services, and the methods of one of them, without any file of ours. */
  async reflect({ server, service }) {
    const client = new reflection.Client(server, plain());
    const services = await client.listServices();
    const root = await client.fileContainingSymbol(service);
    return { services, methods: Object.keys(root.lookupService(service).methods) };
  },
});
process.exit();
