/** @typedef {import('./checklist.mjs').Section} Section */
/** @typedef {import('./checklist.mjs').Line} Line */
/** @typedef {import('./named-tests.mjs').NamedTest} NamedTest */

/**
 * What is wrong between checklist and tests: a line that nothing holds, one that is put off without a reason or though it
 * is held, a test that names a line which does not exist.
 * @param {readonly Section[]} sections
 * @param {readonly NamedTest[]} tests
 * @returns {string[]}
 */
export const complaints = (sections, tests) => {
  const lines = sections.flatMap((section) => section.lines);
  const held = new Set(tests.flatMap((test) => test.lines));
  const numbers = lines.map(({ number }) => number);
  return [
    ...numbers.flatMap((number, at) => (number === at + 1 ? [] : [`line ${number} stands where ${at + 1} should`])),
    ...lines.flatMap(({ number, says, systems, notYet, partly }) => [
      ...(says?.trim() ? [] : [`line ${number} says nothing`]),
      ...(systems?.macOS && systems.Windows ? [] : [`line ${number} leaves a system out`]),
      ...(notYet === undefined && !held.has(number) ? [`line ${number} is held by no test`] : []),
      ...(notYet !== undefined && held.has(number) ? [`line ${number} is put off, and held by a test`] : []),
      ...([notYet, partly].some((reason) => reason?.trim() === '')
        ? [`line ${number} is put off without a reason`]
        : []),
    ]),
    ...[...held]
      .filter((number) => !numbers.includes(number))
      .map((number) => `a test names line ${number}, which is none`),
  ];
};

/** A text inside a cell of a table. */
const cell = (/** @type {string} */ text) =>
  text.replaceAll('\\', '\\\\').replaceAll('|', '\\|').replaceAll('<', '&lt;').replace(/\s+/g, ' ').trim();

const onLinux = (/** @type {Line} */ { notYet, partly, systems }) => {
  const state = notYet === undefined ? (partly === undefined ? 'held' : 'held in part') : 'not there yet';
  return systems.Linux ? `${state}; ${systems.Linux}` : state;
};

/** By file, each name under it. */
const heldBy = (/** @type {Line} */ { number, notYet, partly }, /** @type {readonly NamedTest[]} */ tests) => {
  if (notYet !== undefined) return `*Not there yet:* ${cell(notYet)}.`;
  /** @type {Map<string, string[]>} */
  const byFile = new Map();
  for (const { file, lines, name, group } of tests) {
    if (!lines.includes(number)) continue;
    byFile.set(file, [...(byFile.get(file) ?? []), `${cell(name)}${group ? ' (group)' : ''}`]);
  }
  const files = [...byFile].map(([file, names]) => `[${file}](../${file}): ${names.join(' · ')}`);
  return [...files, ...(partly === undefined ? [] : [`*In part:* ${cell(partly)}.`])].join('<br>');
};

const introduction = `# Security checklist

Made by \`npm run security-table\` from [the checklist](security/checklist.json) and the names of the tests; the suite fails
when it is not current. [The threat model](threat-model.md) says against whom each line stands.

- **held**: by tests that run on Linux with every \`npm test\`. A group holds several tests; what stands for \`…\` or \`%s\` in a
  name differs from one test of a row to the next.
- **same code**: nothing in the app differs on that system. The tests run there too, where they don't look into Linux itself; they
  have not been run there yet.
- **not there yet**: the feature isn't built. The work that builds it brings the tests.

## Static check

The source is checked for Electron's own [security list](https://www.electronjs.org/docs/latest/tutorial/security) by rules
over its syntax tree, in [test/unit/architecture](../test/unit/architecture/electron-rules.ts): with the parser that builds
the app, so that nothing escapes by its spelling, and with a planted violation of every rule. What a rule allows is listed
there, with the reason. Electronegativity (1.10.3, the newest) was tried first and not taken: it rests on TypeScript 4.2 and
ESLint 7, which are long out of support, asks the network for Electron's releases, and did not report
\`nodeIntegration: true\` in a planted window. In our source it reported six things: a missing policy (ours is sent as a header),
the remote module (which Electron has no more), and four to be reviewed (the preload, the link scheme, the one address that is
opened, middle clicks), which rules and tests here hold.

## What is shipped

\`npm run sbom\` writes \`release/sbom.cdx.json\` (CycloneDX 1.6) and \`release/THIRD-PARTY-LICENSES.txt\`: Electron, what the
bundles hold (the build notes the package of every module in them) and what is installed beside them, with the hash that the
lockfile has. Licences are allowed by name in [scripts/supply-chain/licences.mjs](../scripts/supply-chain/licences.mjs).
`;

/**
 * docs/security.md as it should be.
 * @param {readonly Section[]} sections
 * @param {readonly NamedTest[]} tests
 */
export const tableText = (sections, tests) =>
  `${[
    introduction.trim(),
    ...sections.map(({ name, lines }) =>
      [
        `## ${name}`,
        '',
        '| | what must hold | Linux | macOS | Windows | by |',
        '|---|---|---|---|---|---|',
        ...lines.map((line) => {
          const { number, says, systems } = line;
          const others = line.notYet === undefined ? [systems.macOS, systems.Windows] : ['–', '–'];
          const states = [onLinux(line), ...others].map((state) => cell(state ?? ''));
          return `| ${[number, cell(says), ...states, heldBy(line, tests)].join(' | ')} |`;
        }),
      ].join('\n'),
    ),
  ].join('\n\n')}\n`;
