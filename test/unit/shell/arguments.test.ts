import { describe, expect, it } from 'vitest';
import { startFrom, startOf } from '../../../main/shell/arguments.ts';

const link = 'countersign://job/abcdefghij0123456789';

describe('SECURITY 26: what a start is for', () => {
  it('is read from the command line: links to the letter, whether it is to stay out of sight, and nothing else', () => {
    expect(startOf(['/app', '.', '--password-store=basic', link, 'https://example.org', '--hidden'])).toEqual({
      links: [link],
      hidden: true,
    });
    expect(startOf(['/app', 'COUNTERSIGN:x'])).toEqual({ links: ['COUNTERSIGN:x'], hidden: false });
  });

  it('takes no link that is too long to be one, and no endless list', () => {
    expect(startOf([`countersign:${'x'.repeat(5_000)}`]).links).toEqual([]);
    expect(startOf(Array(500).fill(link)).links).toHaveLength(100);
  });

  it('comes from another process unchanged', () => {
    const start = startOf([link, '--hidden']);
    expect(startFrom(JSON.parse(JSON.stringify(start)))).toEqual(start);
  });

  it.each([
    null,
    'text',
    [],
    {},
    { links: [link] },
    { links: 'x', hidden: false },
    { links: [1], hidden: false },
    { links: [link], hidden: false, more: 1 },
    { links: Array(101).fill(link), hidden: true },
  ])('is a plain start where %j was handed over', (handed) => {
    expect(startFrom(handed)).toEqual({ links: [], hidden: false });
  });

  it('drops what is no link even from a well-formed hand-over', () => {
    expect(startFrom({ links: ['file:///etc/passwd', link], hidden: false }).links).toEqual([link]);
  });
});
