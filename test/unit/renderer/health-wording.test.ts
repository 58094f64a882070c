import { describe, expect, it } from 'vitest';
import { clockStand, lengthWords, sizeWords } from '../../../renderer/health/wording.ts';

const unit = (value: number, name: string) =>
  new Intl.NumberFormat(undefined, { style: 'unit', unit: name, unitDisplay: 'long' }).format(value);

describe('the service’s clock in words', () => {
  it.each([0, 2_999, -2_999])('calls a difference of %i ms none', (ahead) => {
    expect(clockStand(ahead).stand).toBe('inStep');
  });

  it('tells ahead from behind, and by how much', () => {
    expect(clockStand(184_000)).toEqual({ stand: 'ahead', by: unit(3, 'minute') });
    expect(clockStand(-7_200_000)).toEqual({ stand: 'behind', by: unit(2, 'hour') });
  });

  it('chooses the unit in which the length still says something', () => {
    expect(lengthWords(45_000)).toBe(unit(45, 'second'));
    expect(lengthWords(89_999)).toBe(unit(90, 'second'));
    expect(lengthWords(90_000)).toBe(unit(2, 'minute'));
    expect(lengthWords(3 * 86_400_000)).toBe(unit(3, 'day'));
  });
});

describe('the size of a disk in words', () => {
  it('keeps one decimal where it matters and none where it does not', () => {
    expect(sizeWords(12_440_000_000)).toMatch(/^12[.,]4 GB$/);
    expect(sizeWords(212_400_000_000)).toMatch(/^212 GB$/);
    expect(sizeWords(140_000_000)).toMatch(/^140 MB$/);
  });

  it('never writes a thousand of a unit for one of the next', () => {
    expect(sizeWords(999_960_000)).toMatch(/^1 GB$/);
    expect(sizeWords(0)).toMatch(/^0 byte$/);
  });
});
