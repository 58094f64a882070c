import { expect, it } from 'vitest';
import { createMessages } from '../../../main/messages.ts';
import { ManualClock } from '../../fakes/clock.ts';

const make = () => createMessages(new ManualClock(1_000));

it('keeps the newest first, each until it is dismissed', () => {
  const messages = make();
  messages.add({ code: 'a' });
  messages.add({ code: 'b' });
  expect(messages.all().map(({ finding, at }) => [finding.code, at])).toEqual([
    ['b', 1_000],
    ['a', 1_000],
  ]);
  messages.dismiss(messages.all()[0]?.id ?? 0);
  messages.dismiss(99);
  expect(messages.all().map(({ finding }) => finding.code)).toEqual(['a']);
});

it('says the same thing once, as new', () => {
  const messages = make();
  messages.add({ code: 'a', values: { n: 1 } });
  messages.add({ code: 'b' });
  messages.add({ code: 'a', values: { n: 1 } });
  messages.add({ code: 'a', values: { n: 2 } });
  expect(messages.all().map(({ finding }) => finding)).toEqual([
    { code: 'a', values: { n: 2 } },
    { code: 'a', values: { n: 1 } },
    { code: 'b' },
  ]);
});

it('keeps a bounded heap', () => {
  const messages = make();
  for (let n = 0; n < 100; n += 1) messages.add({ code: 'a', values: { n } });
  expect(messages.all()).toHaveLength(20);
  expect(messages.all()[0]?.finding.values).toEqual({ n: 99 });
});

it('lets what is said anew of one thing take the place of what was said before, and takes it back', () => {
  const messages = make();
  messages.add({ code: 'waiting', values: { count: 1 } }, 'waiting-links');
  messages.add({ code: 'other' });
  messages.add({ code: 'waiting', values: { count: 2 } }, 'waiting-links');
  expect(messages.all().map(({ finding }) => finding.values?.count ?? finding.code)).toEqual([2, 'other']);
  const [before] = messages.all();
  messages.add({ code: 'waiting', values: { count: 2 } }, 'waiting-links');
  expect(messages.all()[0]).toEqual(before);
  messages.withdraw('waiting-links');
  expect(messages.all().map(({ finding }) => finding.code)).toEqual(['other']);
});
