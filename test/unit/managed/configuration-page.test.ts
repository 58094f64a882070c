import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defaultSettings, settingRanges } from '../../../main/config.ts';
import { notYet } from '../../../main/managed/fields.ts';
import { MAC_PREFERENCES } from '../../../main/managed/mac-preferences.ts';
import { LINUX_FILE } from '../../../main/managed/machine-source.ts';
import { readFixed } from '../../../main/managed/reading.ts';
import { configSchema } from '../../../main/managed/schema.ts';
import { WINDOWS_POLICY } from '../../../main/managed/windows-policy.ts';

const page = readFileSync(join(import.meta.dirname, '../../../docs/configuration.md'), 'utf8');

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

/** Every field, by the name under which the page has it: those of a service are told once, for one and for several. */
function fieldsOf(schema: Schema, within = ''): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const path = within + name;
    const inside = { ...field.properties, ...field.items?.properties };
    const below = fieldsOf({ properties: inside }, name === 'service' || name === 'services' ? '' : `${path}.`);
    return [path, ...below];
  });
}

/** The rows of the page's tables of fields: what stands in their cells, by the field's name. */
const rows = new Map(
  page
    .slice(page.indexOf('## Fields'))
    .split('\n')
    .flatMap((line) => {
      const [, name, ...cells] = line.split('|').map((cell) => cell.trim());
      const [, field] = /^`([^`]+)`$/.exec(name ?? '') ?? [];
      return field === undefined ? [] : [[field, cells] as const];
    }),
);

describe('the page about the administrator’s settings', () => {
  it('describes every field, and no other', () => {
    expect([...rows.keys()].sort()).toEqual([...new Set(fieldsOf(configSchema() as Schema))].sort());
  });

  it.each(Object.entries(settingRanges))('tells the range of %s', (name, { min, max }) => {
    expect(rows.get(name)?.[0]).toBe(`number, ${min} to ${max}`);
  });

  it('tells the defaults', () => {
    // How somebody can use a keyboard is for nobody else to fix.
    const { letterKeys: _own, ...fixable } = defaultSettings;
    for (const [name, value] of Object.entries(fixable)) {
      const told = rows.get(name)?.[1];
      if (typeof value === 'number') expect([name, told]).toEqual([name, String(value)]);
      if (typeof value === 'boolean') expect([name, told]).toEqual([name, `\`${value}\``]);
    }
  });

  it('names the fields of later versions', () => {
    const section = page.slice(page.indexOf('## Not there yet'));
    for (const field of [...notYet.file, ...notYet.service]) expect(section).toContain(`\`${field}\``);
  });

  it('names the places that are read', () => {
    for (const place of [LINUX_FILE, MAC_PREFERENCES, WINDOWS_POLICY]) expect(page).toContain(place);
  });

  it('shows only files that the app takes', () => {
    const files = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(([, text = '']) => text);
    expect(files).not.toEqual([]);
    for (const file of files) expect(readFixed(file, true)).toHaveProperty('services');
  });
});
