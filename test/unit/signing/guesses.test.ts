import { expect, it } from 'vitest';
import { createGuesses, pauseAfter } from '../../../main/signing/guesses.ts';

const wrong = async () => false;
const right = async () => true;

it('the pause after wrong passphrases doubles from one second on, and never exceeds five minutes', () => {
  expect([0, 1, 2, 3, 4, 8, 9].map(pauseAfter)).toEqual([0, 1_000, 2_000, 4_000, 8_000, 128_000, 256_000]);
  expect([10, 11, 60, 5_000].map(pauseAfter)).toEqual([300_000, 300_000, 300_000, 300_000]);
});

it('within the pause nothing is tried, and the seconds that are left are said', async () => {
  const guesses = createGuesses();
  expect(await guesses.try(10_000, wrong)).toEqual({ code: 'passphrase-wrong', values: { seconds: 1 } });
  let tried = 0;
  const counting = async () => {
    tried += 1;
    return true;
  };
  expect(await guesses.try(10_999, counting)).toEqual({ code: 'passphrase-pause', values: { seconds: 1 } });
  expect(tried).toBe(0);
  expect(await guesses.try(11_000, wrong)).toEqual({ code: 'passphrase-wrong', values: { seconds: 2 } });
  expect(await guesses.try(11_500, counting)).toEqual({ code: 'passphrase-pause', values: { seconds: 2 } });
  expect(await guesses.try(13_000, counting)).toBeNull();
  expect(tried).toBe(1);
});

it('the right passphrase forgets the wrong ones before it', async () => {
  const guesses = createGuesses();
  for (let at = 0; at < 5; at += 1) await guesses.try(at * 1_000_000, wrong);
  expect(await guesses.try(9_000_000, right)).toBeNull();
  expect(await guesses.try(9_000_000, wrong)).toEqual({ code: 'passphrase-wrong', values: { seconds: 1 } });
});

it('tries that are made at once do not get past the pause together', async () => {
  const guesses = createGuesses();
  const answers = await Promise.all(Array.from({ length: 5 }, () => guesses.try(1_000, wrong)));
  expect(answers.map((answer) => answer?.code)).toEqual(['passphrase-wrong', ...Array(4).fill('passphrase-pause')]);
});

it('a try that fails for another reason is no wrong passphrase', async () => {
  const guesses = createGuesses();
  await expect(guesses.try(0, () => Promise.reject(new Error('the keychain hangs')))).rejects.toThrow();
  expect(await guesses.try(0, right)).toBeNull();
});

it('a clock that was set back makes no pause longer than it was', async () => {
  const guesses = createGuesses();
  await guesses.try(3_600_000, wrong);
  expect(await guesses.try(0, right)).toEqual({ code: 'passphrase-pause', values: { seconds: 1 } });
});

it('a clock that was set back by an hour does not keep the right passphrase out for that hour', async () => {
  const guesses = createGuesses();
  await guesses.try(3_600_000, wrong);
  expect(await guesses.try(0, right)).toEqual({ code: 'passphrase-pause', values: { seconds: 1 } });
  expect(await guesses.try(1_000, right)).toBeNull();
});
