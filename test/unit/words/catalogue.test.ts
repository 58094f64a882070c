import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import catalogue from '../../../preload/words/en.json' with { type: 'json' };

const root = join(import.meta.dirname, '../../..');
const source = readdirSync(join(root, 'main'), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.startsWith('practice'))
  .map((path) => readFileSync(join(root, 'main', path), 'utf8'))
  .join('\n');

/** Codes written out as the first argument of a call, conditional ones included. */
const codesOf = (call: string): string[] => [
  ...new Set(
    [...source.matchAll(new RegExp(`\\b${call}\\(\\s*([^()]*?)[,)]`, 'g'))].flatMap(([, argument = '']) =>
      [...argument.matchAll(/(?<!=== )'([a-z][a-z0-9-]+)'/g)].map(([, code = '']) => code),
    ),
  ),
];

const events = [...(/export type RecordEvent =([\s\S]*?);/.exec(source)?.[1] ?? '').matchAll(/'([a-z-]+)'/g)].map(
  ([, event = '']) => event,
);

const words: Record<string, Record<string, string>> = {
  finding: catalogue.finding,
  error: catalogue.error,
  event: catalogue.event,
};
const said = (code: string, ...families: string[]) =>
  families.some((family) => words[family]?.[code] !== undefined || words[family]?.[`${code}_other`] !== undefined);

describe('the string catalogue', () => {
  const findings = [...codesOf('finding'), ...codesOf('park')];
  const errors = codesOf('AuthorityError');

  it('finds the codes that main uses', () => {
    expect(findings).toEqual(
      expect.arrayContaining(['content-changed', 'signed-elsewhere-too', 'subject-key-invalid']),
    );
    expect(errors).toEqual(expect.arrayContaining(['not-ready', 'store-in-use']));
    expect(events).toEqual(expect.arrayContaining(['app-started', 'delivered']));
  });

  it.each(findings)('has words for the finding %s', (code) => {
    expect(said(code, 'finding')).toBe(true);
  });

  it.each(errors)('has words for the error %s', (code) => {
    expect(said(code, 'error', 'finding')).toBe(true);
  });

  it.each(events)('has words for the event %s', (event) => {
    expect(said(event, 'event')).toBe(true);
  });
});
