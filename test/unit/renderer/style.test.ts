import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const folder = join(import.meta.dirname, '../../../renderer/style');
const sheets = readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')] as const);

/** What would stay on its side where one reads from right to left: each has a logical name (CSS Logical Properties, 1). */
const sided =
  /(?:margin|padding|border(?:-(?:top|bottom))?)-(?:left|right)\b|^\s*(?:left|right)\s*:|(?:text-align|float|clear)\s*:\s*(?:left|right)|^\s*(?:margin|padding|inset|border-width): ([^\s;]+) ([^\s;]+) ([^\s;]+) (?!\2;)[^\s;]+;/gm;

const sidedIn = (css: string): string[] =>
  [...css.replaceAll(/\/\*.*?\*\//gs, '').matchAll(sided)].map(([found]) => found.trim());

describe('the style sheets', () => {
  it.each(sheets)('%s name no left and no right', (_, css) => {
    expect(sidedIn(css)).toEqual([]);
  });

  it('are looked through for every way to name a side', () => {
    const css = `
      a { margin-left: 0; padding-right: 1px; border-left: 0; border-top-left-radius: 1px; }
      b {
        left: 0;
        text-align: right;
        padding: 1px 2px 3px 4px;
        margin: 1px 2px 3px 2px;
        margin-inline-start: 0;
      }`;
    expect(sidedIn(css)).toEqual([
      'margin-left',
      'padding-right',
      'border-left',
      'border-top-left',
      'left:',
      'text-align: right',
      'padding: 1px 2px 3px 4px;',
    ]);
  });

  it('name every sign that points the way one reads', () => {
    const icons = readdirSync(join(folder, '..'), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.tsx'))
      .flatMap((path) => {
        const source = readFileSync(join(folder, '..', path), 'utf8');
        return (/import \{([^}]*)\} from 'lucide-react'/.exec(source)?.[1] ?? '').split(',').map((name) => name.trim());
      });
    const pointing = [...new Set(icons)].filter((name) =>
      /^(?:(?:Chevron|Arrow|Move|Corner|Panel)\w*(?:Left|Right)\w*|Undo\w*|Redo\w*|Send\w*|Reply\w*|Forward|FileInput|FileOutput|Log(?:In|Out)|List\w+)$/.test(
        name,
      ),
    );
    const css = sheets.map(([, text]) => text).join('\n');
    const className = (name: string) => `lucide-${name.replaceAll(/(?<=[a-z])(?=[A-Z0-9])/g, '-').toLowerCase()}`;
    expect(pointing).toContain('ChevronRight');
    expect(pointing.filter((name) => !css.includes(`.${className(name)}`))).toEqual([]);
  });
});
