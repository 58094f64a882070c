import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answers, parseReply, request } from '../../../main/command-line/protocol.ts';

const ID = 'AbCdEfGhIjKlMnOp_-09';
const add = { v: 1, ask: 'add', lines: [ID], practice: false };
const list = { v: 1, ask: 'list', filter: 'open', offset: 0, limit: 500 };
const open = { v: 1, ask: 'open', jobId: ID };
const status = { v: 1, ask: 'status' };

describe('a request', () => {
  it('adds, selects or reads, and there is no other', () => {
    for (const one of [add, list, open, status]) {
      expect(request.parse(one)).toEqual(one);
      const meant = { ...one, service: 'East desk' };
      expect(request.parse(meant)).toEqual(meant);
      for (const service of ['', 'a\nb', 'x'.repeat(81), 7, null]) {
        expect(request.safeParse({ ...one, service }).success).toBe(false);
      }
    }
    expect(request.options.map((option) => option.shape.ask.value)).toEqual(['add', 'list', 'status', 'open']);
    for (const ask of [
      'approve',
      'reject',
      'hold',
      'undo',
      'saveSettings',
      'practise',
      'quit',
      'review',
      '__proto__',
    ]) {
      expect(request.safeParse({ v: 1, ask, jobId: ID }).success).toBe(false);
    }
  });

  it.each([
    ['another version', { ...status, v: 2 }],
    ['no version', { ask: 'status' }],
    ['a name that is not known', { ...status, approve: true }],
    ['no lines', { ...add, lines: [] }],
    ['too many lines', { ...add, lines: Array(201).fill(ID) }],
    ['an empty line', { ...add, lines: [''] }],
    ['two lines in one', { ...add, lines: [`${ID}\n${ID}`] }],
    ['two lines in one, as of old', { ...add, lines: [`${ID}\r${ID}`] }],
    ['an endless line', { ...add, lines: ['x'.repeat(300_001)] }],
    ['a line that is no text', { ...add, lines: [7] }],
    ['practice by another type', { ...add, practice: 'yes' }],
    ['a filter that is none', { ...list, filter: 'mine' }],
    ['too large a page', { ...list, limit: 501 }],
    ['an empty page', { ...list, limit: 0 }],
    ['a place before the first', { ...list, offset: -1 }],
    ['a place between two', { ...list, offset: 0.5 }],
    ['a job of another shape', { ...open, jobId: '../etc' }],
    ['an array', [status]],
    ['nothing', null],
  ])('with %s is refused', (_what, given) => {
    expect(request.safeParse(given).success).toBe(false);
  });

  it('of any JSON is taken whole or refused, never mended', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(add, list, open, status), (value, good) => {
        const given =
          typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...good, ...value } : value;
        const parsed = request.safeParse(given);
        if (parsed.success) expect(parsed.data).toEqual(given);
      }),
    );
  });
});

describe('an answer', () => {
  const ok = (value: unknown) => JSON.stringify({ v: 1, ok: true, value });

  it('is read by what was asked', () => {
    const value = { added: [ID], known: [], refused: [{ line: 2, text: 'x', reason: { code: 'not-a-job' } }] };
    expect(parseReply('add', ok(value))).toEqual({ v: 1, ok: true, value });
    expect(() => parseReply('list', ok(value))).toThrow();
    expect(Object.keys(answers)).toEqual(['add', 'list', 'status', 'open']);
  });

  it('may refuse, with a reason', () => {
    const refused = { v: 1, ok: false, why: 'not-now', reason: { code: 'x', values: { count: 2, name: 'y' } } };
    for (const ask of ['add', 'list', 'status', 'open'] as const) {
      expect(parseReply(ask, JSON.stringify(refused))).toEqual(refused);
    }
  });

  it.each([
    ['no JSON', 'hello'],
    ['another version', '{"v":2,"ok":true,"value":{}}'],
    ['a name that is not known', '{"v":1,"ok":true,"value":{},"more":1}'],
    ['a refusal without a reason', '{"v":1,"ok":false,"why":"not-now"}'],
  ])('that is %s is not believed', (_what, line) => {
    expect(() => parseReply('open', line)).toThrow();
  });
});
