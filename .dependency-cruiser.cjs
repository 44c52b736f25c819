/**
 * Who may import whom: one zone per row of the design's table. Everything that a zone's list does not name is refused,
 * imports of types included. There is no list of exceptions.
 */

/** Matches packages of node_modules by name. */
const packages = (...names) => names.map((name) => `^node_modules/(@types/)?${name.replaceAll('.', '\\.')}/`);

/** Matches folders of the repository. */
const folders = (...names) => names.map((name) => `^${name}/`);

/** Matches modules of Node itself. */
const node = (...names) => names.map((name) => `^(node:)?${name}(/|$)`);

/** Node's modules that product code uses; further ones are added here knowingly. */
const anyNode = [
  '^(node:)?(assert|async_hooks|buffer|child_process|constants|crypto|diagnostics_channel|dns|events|fs|http|https|http2|module|net)(/|$)',
  '^(node:)?(os|path|perf_hooks|process|querystring|readline|stream|string_decoder|timers|tls|url|util|v8|worker_threads|zlib)(/|$)',
];

const zod = packages('zod');
const pkijs = packages('pkijs', 'asn1js', 'pvtsutils', 'pvutils', '@peculiar');
const screenLibraries = packages(
  'react',
  'react-dom',
  'react-aria-components',
  'react-aria',
  'react-stately',
  '@react-aria',
  '@react-types',
  '@internationalized',
  '@tanstack',
  'i18next',
  'react-i18next',
  'lucide-react',
  'dompurify',
  'pdfjs-dist',
  'prosemirror-commands',
  'prosemirror-history',
  'prosemirror-keymap',
  'prosemirror-model',
  'prosemirror-schema-list',
  'prosemirror-state',
  'prosemirror-view',
  'zod',
  '@fontsource-variable',
);

/** Shown inside the application. */
const userGuide = '^docs/guide-utilisateur\\.md$';

/** A rule that lets `from` import only what `allowed` matches, and modules of its own. */
function zone(name, from, allowed, comment) {
  return {
    name,
    comment,
    severity: 'error',
    from: { path: from },
    to: { pathNot: [...from, ...allowed] },
  };
}

const sessionFolder = (name, own) =>
  zone(
    `session-${name}`,
    folders(`main/session/${name}`),
    [...folders('main/session/core', 'contract', 'envelope'), ...anyNode, ...zod, ...own],
    `main/session/${name} may import core, contract, envelope, Node and its own libraries`,
  );

module.exports = {
  forbidden: [
    {
      name: 'no-cycle',
      comment: 'Modules that import each other in a circle cannot be understood, or loaded, one at a time.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-unresolved',
      comment: 'An import that leads nowhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'not-to-tests-or-tools',
      comment: 'Tests and tools are never part of the product.',
      severity: 'error',
      from: { pathNot: ['^tests/', '^tools/', '^vitest\\.config\\.ts$', '^vite\\.config\\.ts$'] },
      to: { path: ['^tests/', '^tools/'] },
    },
    {
      name: 'electron-only-at-the-edge',
      comment: 'Only main/electron, main/index.ts and preload see Electron; tools stand in for it.',
      severity: 'error',
      from: { pathNot: ['^main/electron/', '^main/index\\.ts$', '^preload/', '^tools/', '^tests/'] },
      to: { path: '^node_modules/electron/' },
    },
    zone('contract', folders('contract'), zod, 'contract imports zod alone: no Node, no DOM'),
    zone(
      'envelope',
      folders('envelope'),
      [...folders('contract'), ...pkijs, ...packages('canonicalize', 'yazl'), ...node('crypto', 'stream')],
      'envelope imports contract, the pkijs family, canonical JSON, yazl, node:crypto and node:stream',
    ),
    {
      name: 'one-zip',
      comment: 'Zips are written in one place.',
      severity: 'error',
      from: { path: '^(envelope|main|operator)/', pathNot: '^envelope/zip\\.ts$' },
      to: { path: packages('yazl') },
    },
    zone(
      'session-core',
      folders('main/session/core'),
      folders('contract'),
      'the rules of the session know the contract alone',
    ),
    sessionFolder('store', packages('better-sqlite3-multiple-ciphers', 'better-sqlite3', 'kysely', '@node-rs')),
    sessionFolder('operator', packages('undici', 'jose')),
    sessionFolder(
      'cards',
      folders('native/protocol\\.ts').map((path) => path.replace(/\/$/, '$')),
    ),
    sessionFolder('files', []),
    sessionFolder('message', []),
    sessionFolder('ipc', []),
    zone(
      'documents',
      folders('main/documents'),
      [
        ...folders('contract'),
        '^main/session/core/search/html-text\\.ts$',
        ...packages('pdfjs-dist', 'yauzl'),
        ...anyNode,
        ...node('cluster', 'dgram', 'inspector'),
      ],
      'the process that reads documents imports contract, its two parsers and Node: no store, no key, no operator',
    ),
    zone(
      'supervisor',
      folders('main/supervisor'),
      [...folders('contract'), ...anyNode, ...zod, '^native/protocol\\.ts$'],
      "the supervisor imports contract, the card processes' messages and Node; it never holds content or keys",
    ),
    zone(
      'electron-edge',
      folders('main/electron'),
      [...folders('contract'), ...packages('electron', 'electron-store', 'zod'), ...anyNode],
      'main/electron imports electron, contract and Node',
    ),
    zone(
      'preload',
      folders('preload'),
      [...folders('contract'), ...packages('electron')],
      'preload imports electron and contract',
    ),
    {
      name: 'cli-without-electron',
      comment: 'The command line is the session without a window.',
      severity: 'error',
      from: { path: '^main/cli/' },
      to: { path: ['^main/electron/', '^node_modules/electron/'] },
    },
    {
      name: 'main',
      comment:
        "main never reaches into renderer, preload, operator or the card processes: these are other programs. compose.ts alone holds the near end of the card processes' channels.",
      severity: 'error',
      from: { path: '^main/' },
      to: {
        path: ['^(renderer|preload|operator|native)/'],
        pathNot: ['^native/(protocol|monitor-client|token-client)\\.ts$'],
      },
    },
    {
      name: 'card-channels-in-compose-alone',
      comment: 'Everything else gets the card processes as an interface.',
      severity: 'error',
      from: { path: '^main/', pathNot: '^main/compose\\.ts$' },
      to: { path: '^native/(monitor-client|token-client)\\.ts$' },
    },
    zone(
      'renderer-app',
      folders('renderer/app'),
      [
        ...folders('renderer/screens', 'renderer/ui', 'renderer/locales', 'contract'),
        '^renderer/bridge\\.ts$',
        ...screenLibraries,
      ],
      'renderer/app imports screens, ui, bridge and contract',
    ),
    {
      name: 'renderer-screens',
      comment: 'A screen imports ui, bridge, locales, contract and files of its own folder; never another screen.',
      severity: 'error',
      from: { path: '^renderer/screens/([^/]+)/' },
      to: {
        pathNot: [
          '^renderer/screens/$1/',
          ...folders('renderer/ui', 'renderer/locales', 'contract'),
          '^renderer/bridge\\.ts$',
          userGuide,
          ...screenLibraries,
        ],
      },
    },
    zone(
      'renderer-ui',
      folders('renderer/ui'),
      [...folders('renderer/locales', 'contract'), ...screenLibraries],
      'the design system knows no screen and no bridge',
    ),
    zone(
      'renderer',
      folders('renderer'),
      [...folders('contract'), ...screenLibraries, userGuide],
      'the renderer never sees Node or Electron',
    ),
    zone(
      'native',
      folders('native'),
      [
        ...folders('contract'),
        ...packages('pkcs11js', 'pcsc-mini', '@pcsc-mini', 'pkijs', 'asn1js', '@peculiar', 'zod'),
        ...anyNode,
      ],
      'the card processes import contract and their own libraries',
    ),
    {
      name: 'operator',
      comment: 'The operator is a program of its own: contract and envelope are all it shares with the client.',
      severity: 'error',
      from: { path: '^operator/' },
      to: { path: ['^main/', '^native/', '^preload/', '^renderer/', '^node_modules/electron/'] },
    },
    {
      name: 'operator-services',
      comment: 'Services see stores only as interfaces; app.ts gives them the real ones.',
      severity: 'error',
      from: { path: '^operator/services/' },
      to: {
        path: [
          '^operator/(store|blobs|routes|mail|jobs|scanning|phone|web)/',
          '^node_modules/(kysely|better-sqlite3|pg|fastify)',
        ],
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['^out/', '^dist/'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.cjs', '.json', '.css'],
    },
    combinedDependencies: false,
  },
};
