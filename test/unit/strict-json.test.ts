import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseStrictJson } from '../../main/strict-json.ts';

const problemOf = (text: string): string | null => {
  const parsed = parseStrictJson(text);
  return 'problem' in parsed ? parsed.problem.code : null;
};
const taken = (text: string): unknown => {
  const parsed = parseStrictJson(text);
  if ('problem' in parsed) throw new Error(`refused: ${parsed.problem.code}`);
  return parsed.value;
};
const nested = (depth: number, open = '[', close = ']') => open.repeat(depth) + close.repeat(depth);

describe('SECURITY 15: JSON that JSON.parse would silently change is refused', () => {
  it.each([
    ['a key given twice', '{"a":1,"a":1}'],
    ['a key given twice with other keys between', '{"a":1,"b":2,"a":3}'],
    ['a key given twice deep inside', '{"a":[{"b":{"c":1,"c":2}}]}'],
    ['one key in two spellings', '{"a":1,"\\u0061":2}'],
    ['one key in two spellings of an escape', '{"\\u002F":1,"\\/":2}'],
    ['an astral key as itself and as escapes', '{"😀":1,"\\ud83d\\ude00":2}'],
    ['__proto__ given twice', '{"__proto__":1,"__proto__":2}'],
    ['an empty key given twice', '{"":1,"":2}'],
  ])('%s is a duplicate', (_, text) => {
    expect(problemOf(text)).toBe('json-duplicate-key');
  });

  it('names the key that is given twice', () => {
    expect(parseStrictJson('{"scope":1,"\\u0073cope":2}')).toEqual({
      problem: { code: 'json-duplicate-key', values: { key: 'scope' } },
    });
  });

  it('takes equal keys in different objects, and keys that only look alike', () => {
    expect(taken('[{"a":1},{"a":{"a":[{"a":2}]}}]')).toEqual([{ a: 1 }, { a: { a: [{ a: 2 }] } }]);
    expect(taken('{"\u00e9":1,"e\u0301":2,"A":3,"a":4}')).toEqual({ '\u00e9': 1, 'e\u0301': 2, A: 3, a: 4 });
  });

  it.each([
    '9007199254740992',
    '9007199254740993',
    '-9007199254740993',
    '123456789012345678901234567890',
    '1e16',
    '1e400',
    '-1e400',
    '1e-400',
    '-0',
    '-0.0',
    '-0e5',
    '-1e-400',
    '0.1000000000000000055511151231257827',
    '3.14159265358979323846',
    '1.0000000000000000000000001',
    '0.30000000000000004440892098500626',
  ])('the number %s does not survive', (number) => {
    expect(problemOf(number)).toBe('json-unsafe-number');
    expect(problemOf(`{"a":[${number}]}`)).toBe('json-unsafe-number');
  });

  it.each([
    ['0', 0],
    ['0.0', 0],
    ['0e7', 0],
    ['1.50', 1.5],
    ['15e-1', 1.5],
    ['1E2', 100],
    ['1.00', 1],
    ['-1', -1],
    ['0.1', 0.1],
    ['1e-7', 1e-7],
    ['5e-324', 5e-324],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
    ['-9007199254740991', Number.MIN_SAFE_INTEGER],
  ])('the number %s names the same value afterwards', (number, value) => {
    expect(taken(number)).toBe(value);
  });

  it.each([
    ['at the start of a value', '"\\ud800x"'],
    ['at the end of a value', '"x\\udbff"'],
    ['low without high', '"\\udc00"'],
    ['in the wrong order', '"\\udc00\\ud800"'],
    ['in a key', '{"\\ud800":1}'],
    ['in an inner key', '[{"a":{"x\\udfff":null}}]'],
    ['as a raw character', '"\ud800"'],
  ])('a lone surrogate %s', (_, text) => {
    expect(problemOf(text)).toBe('json-lone-surrogate');
  });

  it('takes a surrogate pair, escaped or not', () => {
    expect(taken('["\\ud83d\\ude00","😀"]')).toEqual(['😀', '😀']);
  });

  it('counts depth over lists and objects together, and takes 64 levels', () => {
    expect(problemOf(nested(64))).toBeNull();
    expect(problemOf(nested(65))).toBe('json-too-deep');
    expect(problemOf(nested(32, '[{"a":', '}]').replace(':}', ':1}'))).toBeNull();
    expect(problemOf(`[${nested(32, '[{"a":', '}]').replace(':}', ':1}')}]`)).toBe('json-too-deep');
    expect(problemOf(`[${Array(200).fill('[]').join(',')}]`)).toBeNull();
  });

  it('keeps __proto__ as a key like any other', () => {
    const value = taken('{"__proto__":{"admin":true},"constructor":1}') as object;
    expect(Object.keys(value)).toEqual(['__proto__', 'constructor']);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect((value as { admin?: unknown }).admin).toBeUndefined();
    expect(JSON.stringify(value)).toBe('{"__proto__":{"admin":true},"constructor":1}');
  });

  it.each([
    '',
    ' ',
    '{',
    '{"a":1,}',
    '[1,]',
    "{'a':1}",
    '{a:1}',
    '01',
    '.5',
    '+1',
    'NaN',
    '0x10',
    '1 2',
    '// x\n1',
    '/**/1',
    '"\n"',
    '\ufeff1',
    'undefined',
  ])('what RFC 8259 does not allow is no JSON: %j', (text) => {
    expect(problemOf(text)).toBe('json-syntax');
  });
});

describe('SECURITY 15: a hostile text costs neither the stack nor the minute', () => {
  const quickly = (text: string): string | null => {
    const before = performance.now();
    const problem = problemOf(text);
    expect(performance.now() - before).toBeLessThan(2_000);
    return problem;
  };
  const megabyte = 1024 * 1024;

  it.each([
    ['lists that never close', '['.repeat(megabyte), 'json-too-deep'],
    ['lists in lists', nested(megabyte / 2), 'json-too-deep'],
    ['objects in objects', `${'{"a":'.repeat(150_000)}1${'}'.repeat(150_000)}`, 'json-too-deep'],
    ['an integer of a million digits', '9'.repeat(megabyte), 'json-unsafe-number'],
    ['a fraction of a million digits', `0.1${'0'.repeat(megabyte)}1`, 'json-unsafe-number'],
    ['an exponent of a million digits', `1e${'9'.repeat(megabyte)}`, 'json-unsafe-number'],
    ['one long string', JSON.stringify('\\"\u0000é😀'.repeat(100_000)), null],
    ['many keys', JSON.stringify(Object.fromEntries(Array.from({ length: 60_000 }, (_, at) => [`k${at}`, at]))), null],
    ['many escapes', `"${'\\u0061'.repeat(150_000)}"`, null],
    ['many fractions', `[${Array(100_000).fill('0.1').join(',')}]`, null],
  ])('%s', (_, text, problem) => {
    expect(quickly(text)).toBe(problem);
  });
});

/** Numbers whose own shortest text is not refused: everything but -0 and integers past the safe ones. */
const safeNumber = fc
  .double({ noNaN: true, noDefaultInfinity: true })
  .filter((number) => !Object.is(number, -0) && (!Number.isInteger(number) || Number.isSafeInteger(number)));
const text = fc.string({ unit: 'binary' });
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 6, withCrossShrink: true },
    fc.constantFrom(null, true, false),
    safeNumber,
    fc.maxSafeInteger(),
    text,
    fc.array(tie('json'), { maxLength: 5 }),
    fc.array(fc.tuple(fc.oneof(text, fc.constant('__proto__')), tie('json')), { maxLength: 5 }).map(Object.fromEntries),
  ),
}));

describe('SECURITY 15: what JSON.stringify writes of safe values', () => {
  it('is taken and gives the same value back, compact or indented', () => {
    fc.assert(
      fc.property(json, fc.constantFrom(undefined, 2, '\t'), (value, indent) => {
        const written = JSON.stringify(value, null, indent);
        expect(JSON.stringify(taken(written))).toBe(JSON.stringify(value));
      }),
      { numRuns: 500 },
    );
  });

  it('and whatever is taken from any text at all, JSON.parse and JSON.stringify leave as it is', () => {
    const pieces = fc.array(
      fc.constantFrom(
        '{',
        '}',
        '[',
        ']',
        ',',
        ':',
        '"a"',
        '"\\u0061"',
        '"\\ud800"',
        '1',
        '-0',
        '1e999',
        '0.10',
        'null',
        ' ',
      ),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          pieces.map((all) => all.join('')),
        ),
        (source) => {
          const parsed = parseStrictJson(source);
          if ('problem' in parsed) return;
          expect(taken(JSON.stringify(parsed.value))).toEqual(parsed.value);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
