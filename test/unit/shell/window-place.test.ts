import { describe, expect, it } from 'vitest';
import { onClosing } from '../../../main/shell/closing.ts';
import { usualSize, windowPlace } from '../../../main/shell/window-place.ts';

const screen = { x: 0, y: 0, width: 1920, height: 1040 };
const second = { x: 1920, y: -200, width: 1280, height: 1024 };
const left = (change: object) => ({ x: 100, y: 50, width: 1200, height: 700, maximized: false, ...change });

describe('where the window opens', () => {
  it('is where it was left', () => {
    expect(windowPlace(left({}), [screen])).toEqual({
      bounds: { x: 100, y: 50, width: 1200, height: 700 },
      maximized: false,
    });
    expect(windowPlace(left({ x: 2000, y: -100 }), [screen, second]).bounds).toMatchObject({ x: 2000, y: -100 });
  });

  it.each([{ x: 2000 }, { x: -1190 }, { y: 1030 }, { y: -400 }, { x: 1900 }])(
    'is left to the system where %j is on no screen any more',
    (where) => {
      expect(windowPlace(left({ ...where, maximized: true }), [screen])).toEqual({
        bounds: usualSize,
        maximized: true,
      });
    },
  );

  it('is left to the system the first time', () => {
    expect(windowPlace(null, [screen])).toEqual({ bounds: usualSize, maximized: false });
  });

  it('is never smaller than what the page needs', () => {
    expect(windowPlace(left({ width: 200, height: 100 }), [screen]).bounds).toMatchObject({ width: 900, height: 600 });
  });
});

describe('closing the window', () => {
  it('hides it only where a tray brings it back, and quits only where that was chosen', () => {
    expect(onClosing({ keepRunning: true, tray: true })).toBe('hide');
    expect(onClosing({ keepRunning: true, tray: false })).toBe('minimise');
    expect(onClosing({ keepRunning: false, tray: true })).toBe('quit');
    expect(onClosing({ keepRunning: false, tray: false })).toBe('quit');
  });
});
