import { describe, expect, it } from 'vitest';
import { startFrom, startOf } from '../../../main/shell/arguments.ts';

const link = 'countersign://job/abcdefghij0123456789';

describe('SECURITY 26: what a start is for', () => {
  it('is read from the command line: links to the letter, whether it is to stay out of sight, and nothing else', () => {
    expect(startOf(['/app', '.', '--password-store=basic', link, 'https://example.org', '--hidden'])).toEqual({
      links: [link],
      evidence: [],
      hidden: true,
    });
    expect(startOf(['/app', 'COUNTERSIGN:x'])).toEqual({ links: ['COUNTERSIGN:x'], evidence: [], hidden: false });
  });

  it('names the evidence files that the system had opened with the app', () => {
    const files = ['/home/ada/decision.evidence', 'C:\\records\\B.EVIDENCE'];
    expect(startOf(['/app', ...files, '--x.evidence', `${link}?x=.evidence`, '/home/ada/notes.txt'])).toEqual({
      links: [`${link}?x=.evidence`],
      evidence: files,
      hidden: false,
    });
  });

  it('takes no link that is too long to be one, and no endless list', () => {
    expect(startOf([`countersign:${'x'.repeat(5_000)}`]).links).toEqual([]);
    expect(startOf(Array(500).fill(link)).links).toHaveLength(100);
  });

  it('comes from another process unchanged', () => {
    const start = startOf([link, '/a.evidence', '--hidden']);
    expect(startFrom(JSON.parse(JSON.stringify(start)))).toEqual(start);
  });

  it.each([
    null,
    'text',
    [],
    {},
    { links: [link] },
    { links: [link], hidden: false },
    { links: 'x', evidence: [], hidden: false },
    { links: [1], evidence: [], hidden: false },
    { links: [link], evidence: [], hidden: false, more: 1 },
    { links: Array(101).fill(link), evidence: [], hidden: true },
  ])('is a plain start where %j was handed over', (handed) => {
    expect(startFrom(handed)).toEqual({ links: [], evidence: [], hidden: false });
  });

  it('drops what is no link even from a well-formed hand-over', () => {
    expect(startFrom({ links: ['file:///etc/passwd', link], evidence: [], hidden: false }).links).toEqual([link]);
  });
});
