import { walkEveryScreen } from './every-screen.ts';
import { expect, test } from './fixtures.ts';
import { expectToFit, resize, sizes } from './looks.ts';
import { cutOrCovered, giveStationPseudoWords, pseudo, unbracketed } from './pseudo-words.ts';

test('every screen has words for everything, and room for longer ones, from left to right and from right to left', async () => {
  test.setTimeout(300_000);
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
          await expectToFit(page, where);
          expect.soft(await cutOrCovered(page), where).toEqual([]);
          await page.screenshot({ path: test.info().outputPath(`${where.replaceAll(/\W+/g, '-')}.png`) });
        }
      }
    },
    pseudo,
    giveStationPseudoWords,
  );
});
