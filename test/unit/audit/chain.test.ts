import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, type Entry, entryHash, entryText, GENESIS } from '../../../main/audit/chain.ts';
import { sha256Hex } from '../../../main/review/digest.ts';

const entry: Entry = {
  form: 2,
  number: 1,
  at: 1_762_074_000_000,
  monotonic: 5_000,
  event: 'approved',
  jobId: 'AAAAAAAAAAAAAAAAAAAA',
  operator: 'tester',
  kid: 'key',
  detail: '{"digest":"00"}',
  personal: '{}',
  previous: GENESIS,
};
/** As it was written before there was a second form. */
const first: Entry = { ...entry, form: 1, monotonic: null, kid: null };

describe('canonical JSON', () => {
  it('is that of RFC 8785, 3.2.4', () => {
    const value = JSON.parse(
      '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}',
    );
    expect(canonicalJson(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  it('sorts keys by UTF-16 code units, as RFC 8785, 3.2.3 does', () => {
    const value = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '😀': 5, '\u0080': 6, '\u00f6': 7 };
    expect(canonicalJson(value)).toBe('{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"😀":5,"\ufb33":3}');
  });

  it('is the same for the same value, in whatever order it was made, and parses back to it', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const reversed = Object.fromEntries(Object.entries(value).reverse());
        expect(canonicalJson(reversed)).toBe(canonicalJson(value));
        expect(canonicalJson(JSON.parse(canonicalJson(value)))).toBe(canonicalJson(value));
      }),
    );
  });

  it('does not exist for what JSON cannot hold', () => {
    for (const value of [undefined, () => null, Number.NaN, Number.POSITIVE_INFINITY, { a: Number.NaN }]) {
      expect(() => canonicalJson(value)).toThrow();
    }
  });
});

describe('the hash of an entry', () => {
  it('is the SHA-256 of its canonical JSON, so that anyone can compute it', () => {
    const text =
      '{"at":1762074000000,"detail":"{\\"digest\\":\\"00\\"}","event":"approved","form":2,"jobId":"AAAAAAAAAAAAAAAAAAAA","kid":"key",' +
      `"monotonic":5000,"number":1,"operator":"tester","personal":"{}","previous":"${'0'.repeat(64)}"}`;
    expect(entryText(entry)).toBe(text);
    expect(entryHash(entry)).toBe(sha256Hex(text));
  });

  it('is that of the first form for what was written in it, so that records from before still verify', () => {
    const text =
      '{"at":1762074000000,"detail":"{\\"digest\\":\\"00\\"}","event":"approved","jobId":"AAAAAAAAAAAAAAAAAAAA","number":1,"operator":"tester",' +
      `"previous":"${'0'.repeat(64)}"}`;
    expect(entryText(first)).toBe(text);
    expect(entryHash(first)).toBe(sha256Hex(text));
  });

  it('is over the same bytes that RFC 8785 gives for whatever stands in an entry', () => {
    const texts = fc.string({ unit: 'grapheme' });
    const members = {
      number: fc.nat(),
      at: fc.maxSafeNat(),
      event: texts,
      jobId: fc.option(texts),
      operator: texts,
      detail: texts,
      previous: texts,
    };
    const more = { monotonic: fc.maxSafeNat(), kid: fc.option(texts), personal: texts };
    fc.assert(
      fc.property(fc.record(members), fc.record(more), (some, rest) => {
        expect(entryText({ ...some, ...rest, form: 2 })).toBe(canonicalJson({ ...some, ...rest, form: 2 }));
        expect(entryText({ ...some, ...rest, form: 1 })).toBe(canonicalJson(some));
      }),
    );
  });

  it('SECURITY 23: changes with every single field, the hash of the entry before included', () => {
    const others: readonly Entry[] = [
      { ...entry, form: 1 },
      { ...entry, number: 2 },
      { ...entry, monotonic: 5_001 },
      { ...entry, kid: null },
      { ...entry, personal: '{"text":"00"}' },
      { ...entry, at: entry.at + 1 },
      { ...entry, event: 'rejected' },
      { ...entry, jobId: null },
      { ...entry, jobId: 'AAAAAAAAAAAAAAAAAAAB' },
      { ...entry, operator: 'other' },
      { ...entry, detail: '{"digest":"01"}' },
      { ...entry, previous: entryHash(entry) },
      // Nothing can be moved from one field into the next.
      { ...entry, event: 'approvedA', jobId: 'AAAAAAAAAAAAAAAAAAA' },
    ];
    expect(new Set([entry, ...others].map(entryHash)).size).toBe(others.length + 1);
  });
});
