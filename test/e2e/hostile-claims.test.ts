import { createHash } from 'node:crypto';
import { makeSubject } from '../fakes/subject.ts';
import { expect, sharedDesk, test } from './fixtures.ts';
import * as screen from './screen.ts';

const desk = sharedDesk({}, { confirmedContent: 'content' });
const subject = makeSubject('hostile');
const email = 'mallory@example.org';

/** Opens a job with these claims and gives the claim's row. */
async function rowShown(claims: Record<string, unknown>, name: string) {
  const { page, service } = desk;
  const content = subject.requestToken({ scope: 'email', email, ...claims });
  const jobId = service.addJob({ content, confirmed: true });
  await screen.addAll(page, [jobId]);
  await screen.openJob(page, jobId);
  return screen
    .claimsOf(page)
    .getByRole('row')
    .filter({ has: page.getByRole('rowheader', { name }) });
}

const nothingRan = async () => {
  expect(await desk.page.evaluate(() => 'struck' in window)).toBe(false);
  const strangers = await desk.page.evaluate(() => [
    ...[...document.scripts].filter((script) => !script.src.startsWith('app://countersign/')).map(String),
    ...[
      ...document.querySelectorAll('img:not(.starting > img), iframe, object, embed, form, base, link[href^="http"]'),
    ].map(String),
  ]);
  expect(strangers).toEqual([]);
};

for (const [what, value] of [
  ['a script', '<script>window.struck = true</script>'],
  ['an image with a handler', '<img src=x onerror="window.struck = true">'],
  ['an SVG with a handler', '<svg onload="window.struck = true"></svg>'],
  ['a link', '<a href="javascript:window.struck = true">click</a>'],
  ['a frame', '<iframe srcdoc="<script>parent.struck = true</script>"></iframe>'],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: what a careless template would fill in
  ['a template of the catalogue', '{{count}} $t(undo.button) ${1 + 1} %s'],
] as const) {
  test(`SECURITY 14: ${what} in a claim is text`, async () => {
    const row = await rowShown({ note: value, [value]: 'as a name' }, 'note');
    await expect(row.getByRole('cell').nth(0)).toContainText(value);
    await expect(row.getByRole('cell').nth(1)).toContainText(value);
    await expect(screen.claimsOf(desk.page).getByRole('rowheader', { name: value })).toBeVisible();
    await nothingRan();
  });
}

for (const [what, character, mark] of [
  ['a right-to-left override', '\u202e', 'U+202E'],
  ['a first strong isolate', '\u2068', 'U+2068'],
  ['a zero width space', '\u200b', 'U+200B'],
  ['a soft hyphen', '\u00ad', 'U+00AD'],
  ['a tag character', '\u{e0041}', 'U+E0041'],
  ['an ANSI escape', '\u001b[31m', 'U+001B'],
  ['a carriage return', '\r', 'U+000D'],
] as const) {
  test(`SECURITY 14: ${what} reads as its mark`, async () => {
    const row = await rowShown({ email: `moc.elpmaxe@${character}bob`, [`na${character}me`]: 1 }, 'email');
    for (const cell of await row.getByRole('cell').all()) await expect(cell).toContainText(mark);
    await expect(screen.claimsOf(desk.page).getByRole('rowheader').filter({ hasText: mark })).toHaveCount(1);
    // The character itself comes through nowhere on the page, in the queue's rows neither.
    const [bare = ''] = character;
    expect(await desk.page.evaluate(() => document.body.textContent ?? '')).not.toContain(bare);
  });
}

for (const [what, character, name, why] of [
  ['a right-to-left override', '\u202e', 'RIGHT-TO-LEFT OVERRIDE', 'turns the reading order round'],
  ['a zero width space', '\u200b', 'ZERO WIDTH SPACE', 'cannot be seen'],
  ['a soft hyphen', '\u00ad', 'SOFT HYPHEN', 'stands between letters'],
  ['a tag character', '\u{e0041}', 'TAG A', 'can carry a hidden text'],
  ['an escape', '\u001b', 'ESCAPE', 'meant for machines'],
  ['a no-break space', '\u00a0', 'NO-BREAK SPACE', 'looks like a blank'],
  ['a line separator', '\u2028', 'LINE SEPARATOR', 'begins a new line'],
] as const) {
  test(`SECURITY 14: the mark of ${what} explains itself to pointer, keyboard and screen reader`, async () => {
    const { page } = desk;
    const row = await rowShown({ email: `bob@exa${character}mple.org` }, 'email');
    const mark = row.getByRole('cell').nth(1).getByRole('img');
    await expect(mark).toHaveAccessibleName(new RegExp(`${name}\\. .*${why}`));
    const words = page.locator('.mark-explanation');
    await mark.hover();
    await expect(words).toContainText(why);
    await page.keyboard.press('Escape');
    await expect(words).toHaveCount(0);
    await mark.focus();
    await expect(words).toContainText(name);
    await mark.blur();
    await expect(words).toHaveCount(0);
  });
}

test('SECURITY 14: of many marks of a kind the first one of a value can be reached by keyboard', async () => {
  const row = await rowShown({ note: `a\u200bb\u200bc\u202ed\u200b` }, 'note');
  const marks = row.getByRole('cell').nth(0).getByRole('img');
  await expect(marks).toHaveCount(4);
  expect(await marks.evaluateAll((all) => all.map((one) => (one as HTMLElement).tabIndex))).toEqual([0, -1, 0, -1]);
});

test('SECURITY 14: mixed scripts and unusual forms are pointed at', async () => {
  const row = await rowShown({ email: 'p\u0430ypal@example.org', note: 'cafe\u0301' }, 'email');
  await expect(row).toContainText('Cyrillic');
  await expect(screen.claimsOf(desk.page).getByRole('row').filter({ hasText: 'note' })).toContainText('unusual form');
});

test('SECURITY 14: a value of 100 kB is shown whole, with its length and digest', async () => {
  const value = Array.from({ length: 10_000 }, (_, index) => String(index).padStart(10, '.')).join('');
  const row = await rowShown({ note: value }, 'note');
  const cell = row.getByRole('cell').nth(1);
  await expect(cell).toContainText('100,000');
  await expect(cell).toContainText(createHash('sha256').update(value).digest('hex'));
  for (const each of await row.getByRole('cell').all()) expect(await each.textContent()).toContain(value);
});

test('SECURITY 14: 10,000 hidden characters are marked, every one', async () => {
  const row = await rowShown({ note: `${'\u200b'.repeat(10_000)}end` }, 'note');
  const text = (await row.getByRole('cell').nth(0).textContent()) ?? '';
  expect(text.match(/U\+200B/g)).toHaveLength(10_000);
});
