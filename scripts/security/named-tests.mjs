import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseSync } from 'vite';

/**
 * @typedef {object} NamedTest a test, or a group of them, that holds lines of the checklist
 * @property {string} file from the project's root, with `/`
 * @property {readonly number[]} lines
 * @property {string} name what follows the numbers; a part that is only known when it runs is `…`
 * @property {boolean} group
 */

const prefix = /^SECURITY (\d+(?:, \d+)*): (.+)$/s;

/** The text of a name as it stands in the source; null for what is no text. */
const textOf = (/** @type {any} */ node) => {
  if (node?.type === 'Literal' && typeof node.value === 'string') return node.value;
  if (node?.type !== 'TemplateLiteral') return null;
  return node.quasis.map((/** @type {any} */ quasi) => quasi.value.cooked).join('…');
};

/** `describe`, `it.each(…)`, `test.skipIf(…)`: the first name of what is called. */
const calledName = (/** @type {any} */ callee) => {
  for (let at = callee; at; at = at.callee ?? at.object ?? at.tag) if (at.type === 'Identifier') return at.name;
  return null;
};

/**
 * The tests of one source whose names begin with lines of the checklist.
 * @param {string} file
 * @param {string} source
 * @returns {NamedTest[]}
 */
export const namedTestsIn = (file, source) => {
  /** @type {NamedTest[]} */
  const found = [];
  const visit = (/** @type {any} */ node) => {
    if (Array.isArray(node)) return node.forEach(visit);
    if (typeof node !== 'object' || node === null) return;
    const called = node.type === 'CallExpression' ? calledName(node.callee) : null;
    const [, numbers = '', name = ''] = (called && prefix.exec(textOf(node.arguments[0]) ?? '')) || [];
    if (called && numbers && ['describe', 'it', 'test'].includes(called)) {
      found.push({ file, lines: numbers.split(', ').map(Number), name, group: called === 'describe' });
    }
    for (const [member, value] of Object.entries(node)) if (member !== 'parent') visit(value);
  };
  const { program, errors } = parseSync(file, source);
  if (errors.length > 0) throw new Error(`${file} cannot be parsed: ${errors[0]?.message}`);
  visit(program);
  return found;
};

/** @param {string} root of the project @returns {NamedTest[]} of every test file, by file */
export const namedTests = (root) =>
  readdirSync(path.join(root, 'test'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.test.ts'))
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name))
    .sort()
    .flatMap((file) => namedTestsIn(path.relative(root, file).split(path.sep).join('/'), readFileSync(file, 'utf8')));
