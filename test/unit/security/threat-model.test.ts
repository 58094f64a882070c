import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checklist } from '../../../scripts/security/checklist.mjs';

const root = join(import.meta.dirname, '../../..');
const text = readFileSync(join(root, 'docs', 'threat-model.md'), 'utf8');

describe('the threat model', () => {
  it('names code and tests that are there', () => {
    const named = [...text.matchAll(/`((?:main|preload|renderer|scripts|test|docs)\/[^`\s]+)`/g)].map(
      ([, path = '']) => path,
    );
    expect(named.length).toBeGreaterThan(30);
    expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('names lines of the checklist that are there', () => {
    const numbers = checklist().flatMap(({ lines }) => lines.map(({ number }) => number));
    const named = [...text.matchAll(/ \[(\d+(?:, \d+)*)\]/g)].flatMap(([, list = '']) => list.split(', ').map(Number));
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((number) => !numbers.includes(number))).toEqual([]);
  });
});
