import { walkEveryScreen } from './every-screen.ts';
import { expect, startConnected, test } from './fixtures.ts';
import { expectToFit, resize, sizes } from './looks.ts';
import { cutOrCovered, giveStationPseudoWords, pseudo, unbracketed } from './pseudo-words.ts';

test('every screen has words for everything, and room for longer ones, from left to right and from right to left', async () => {
  test.setTimeout(600_000);
  await walkEveryScreen(
    'de',
    async (what, station) => {
      const { page } = station;
      expect.soft(await unbracketed(page), what).toEqual([]);
      for (const size of sizes) {
        await resize(station, size);
        for (const dir of ['rtl', 'ltr']) {
          await page.evaluate((dir) => {
            document.documentElement.dir = dir;
          }, dir);
          const where = `${what} at ${size.width}×${size.height}, ${dir}`;
          await page.screenshot({ path: test.info().outputPath(`${where.replaceAll(/\W+/g, '-')}.png`) });
          await expectToFit(page, where);
          expect.soft(await cutOrCovered(page), where).toEqual([]);
        }
      }
    },
    pseudo,
    giveStationPseudoWords,
  );
});

test('the checks of the words find what is hard-coded, cut or covered when it is put in', async ({
  station,
  service,
}) => {
  giveStationPseudoWords(station);
  const page = await startConnected(station, service);
  await page.evaluate(() => window.authority.saveSettings({ values: { language: 'de' } }));
  await expect(page.getByRole('heading', { name: pseudo('Queue') })).toBeAttached();
  expect(await unbracketed(page)).toEqual([]);
  expect(await cutOrCovered(page)).toEqual([]);
  await page.evaluate(() => {
    const put = (name: string, className: string, style: string, text: string) => {
      const made = document.createElement(name);
      made.className = className;
      // An attribute in markup would be refused by the page's policy.
      made.style.cssText = style;
      made.textContent = text;
      document.querySelector('main')?.append(made);
      return made;
    };
    put('p', 'planted', '', 'Hello ⟦wörld⟧').title = 'Written here';
    put('p', 'planted-cut', 'overflow: hidden; width: 30px; white-space: nowrap', '⟦löng wörds⟧');
    put('button', 'one', 'position: fixed; top: 0; left: 0', '⟦öne⟧');
    put('button', 'other', 'position: fixed; top: 9px; left: 9px', '⟦öther⟧');
  });
  expect(await unbracketed(page)).toEqual(['planted: Hello ⟦wörld⟧', 'planted title: Written here']);
  const found = await cutOrCovered(page);
  expect(found).toContain('cut at the side by planted-cut: planted-cut: ⟦löng wörds⟧');
  expect(found).toContain('one on the other: one: ⟦öne⟧ | other: ⟦öther⟧');
});

test('what stands there before there is anything to see stands where one begins to read', async ({
  station,
  service,
}) => {
  const page = await startConnected(station, service);
  const sides = (dir: 'ltr' | 'rtl') =>
    page.evaluate((dir) => {
      document.documentElement.dir = dir;
      const starting = document.querySelector<HTMLElement>('.starting');
      if (!starting) throw new Error('nothing stands there');
      starting.style.display = 'block';
      const { left, right } = getComputedStyle(starting, '::after');
      const drawing = starting.querySelector('img')?.getBoundingClientRect();
      starting.style.display = '';
      const at = (distance: number | undefined) => Math.round(distance ?? Number.NaN);
      return {
        rail: [left, right].map((distance) => at(Number.parseFloat(distance)) === 0),
        drawing: [at(drawing?.left) === 0, at(drawing?.right) === innerWidth],
      };
    }, dir);
  expect(await sides('ltr')).toEqual({ rail: [true, false], drawing: [true, false] });
  expect(await sides('rtl')).toEqual({ rail: [false, true], drawing: [false, true] });
});
