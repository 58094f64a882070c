import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import { parseSync } from 'vite';

export interface Import {
  /** As written; `computed` where it is no literal text. */
  readonly specifier: string;
  /** Path from the project's root for a relative import, null for a package or a module of Node's. */
  readonly file: string | null;
  /** Names taken; `*` for all of them, `default` for the default. */
  readonly names: readonly string[];
  readonly typeOnly: boolean;
  /** Loaded when the line is come to, and not with the file. */
  readonly onDemand: boolean;
}

/** What one source file reaches for. */
export interface Source {
  /** From the project's root, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
  /** Free-standing names and `object.member` pairs, `new Date()` where it is given no time. */
  readonly uses: ReadonlySet<string>;
  /** Every node of its syntax tree (ESTree). */
  readonly nodes: readonly Node[];
}

export type Node = { readonly type: string; readonly [member: string]: unknown };

export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

/** Parses a source with the parser that builds the app, so nothing escapes by its spelling. */
export function readSource(path: string, text: string): Source {
  const { program, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path} cannot be parsed: ${errors[0]?.message}`);
  const imports: Import[] = [];
  const uses = new Set<string>();
  const nodes: Node[] = [];
  walk(program as unknown as Node, new Set(), (node, bound) => {
    nodes.push(node);
    const found = importIn(path, node);
    if (found) imports.push(found);
    for (const use of usesIn(node)) if (!bound.has(use)) uses.add(use);
  });
  return { path, text, imports, uses, nodes };
}

/** Every TypeScript source below these folders of the project. */
export function sourcesIn(root: string, folders: readonly string[]): Source[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => readSource(relative(root, path).split(sep).join('/'), readFileSync(path, 'utf8'))),
  );
}

type Names = ReadonlySet<string>;

/** Visits every node with the names that are parameters there, which are nobody's global. */
function walk(node: Node, outer: Names, visit: (node: Node, bound: Names) => void): void {
  const bound = Array.isArray(node.params) ? new Set([...outer, ...node.params.flatMap(namesBoundBy)]) : outer;
  visit(node, bound);
  for (const [member, value] of Object.entries(node)) {
    // The name of a member or of a property is no use of what else bears that name.
    if (!node.computed && (member === 'property' || member === 'key')) continue;
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) walk(child, bound, visit);
  }
}

function namesBoundBy(pattern: unknown): string[] {
  if (!isNode(pattern)) return [];
  if (pattern.type === 'Identifier') return [String(pattern.name)];
  const parts = [
    pattern.left,
    pattern.argument,
    pattern.value,
    pattern.parameter,
    pattern.properties,
    pattern.elements,
  ];
  return parts.flat().flatMap(namesBoundBy);
}

function importIn(path: string, node: Node): Import | null {
  const made = (source: unknown, names: readonly string[], typeOnly: boolean, onDemand = false): Import => {
    const specifier = literal(source) ?? 'computed';
    const file = specifier.startsWith('.') ? posix.join(dirname(path), specifier) : null;
    return { specifier, file, names, typeOnly, onDemand };
  };
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration': {
      if (!isNode(node.source)) return null;
      const specifiers = node.specifiers as readonly Node[];
      const typeOnly =
        (node.importKind ?? node.exportKind) === 'type' ||
        (specifiers.length > 0 && specifiers.every((one) => (one.importKind ?? one.exportKind) === 'type'));
      return made(node.source, specifiers.map(nameTaken), typeOnly);
    }
    case 'ExportAllDeclaration':
      return made(node.source, ['*'], node.exportKind === 'type');
    case 'ImportExpression':
      return made(node.source, ['*'], false, true);
    case 'TSImportType':
      return made(node.source ?? node.argument, ['*'], true);
    case 'TSExternalModuleReference':
      return made(node.expression, ['*'], false);
    case 'CallExpression':
      return isRequire(node.callee) ? made((node.arguments as unknown[])[0], ['*'], false) : null;
    default:
      return null;
  }
}

/** `require(…)`, `module.require(…)`, `createRequire(…)(…)`. */
function isRequire(callee: unknown): boolean {
  if (!isNode(callee)) return false;
  if (callee.type === 'Identifier') return callee.name === 'require';
  if (callee.type === 'MemberExpression') return nameOf(callee.property) === 'require';
  return (
    callee.type === 'CallExpression' && /createRequire/.test(nameOf(callee.callee) ?? memberOf(callee.callee) ?? '')
  );
}

function nameTaken(specifier: Node): string {
  if (specifier.type === 'ImportNamespaceSpecifier') return '*';
  if (specifier.type === 'ImportDefaultSpecifier') return 'default';
  return nameOf(specifier.imported ?? specifier.local) ?? literal(specifier.imported ?? specifier.local) ?? '*';
}

function usesIn(node: Node): string[] {
  if (node.type === 'Identifier') return [String(node.name)];
  if (node.type === 'NewExpression' && nameOf(node.callee) === 'Date' && (node.arguments as unknown[]).length === 0) {
    return ['new Date()'];
  }
  const member = memberOf(node);
  if (!member) return [];
  const global = /^(?:globalThis|global|self|window)\.(.+)$/.exec(member)?.[1];
  return global ? [member, global] : [member];
}

export function memberOf(node: unknown): string | null {
  if (!isNode(node) || node.type !== 'MemberExpression') return null;
  const object = nameOf(node.object);
  const property = node.computed ? literal(node.property) : nameOf(node.property);
  return object && property ? `${object}.${property}` : null;
}

export const nameOf = (node: unknown): string | null =>
  isNode(node) && node.type === 'Identifier' ? String(node.name) : null;

export function literal(node: unknown): string | null {
  if (!isNode(node)) return null;
  if (node.type === 'TSLiteralType') return literal(node.literal);
  return node.type === 'Literal' && typeof node.value === 'string' ? node.value : null;
}
