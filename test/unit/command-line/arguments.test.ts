import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCommand } from '../../../main/command-line/arguments.ts';

const ID = 'AbCdEfGhIjKlMnOp_-09';
const packaged = (...args: string[]) => readCommand(['/opt/Countersign/countersign', ...args], false);
const fromCheckout = (...args: string[]) => readCommand(['/x/electron', ...args], true);

describe('a start without a command', () => {
  it.each([
    [[]],
    [['--hidden']],
    [['--no-sandbox', '--ozone-platform=headless', '--password-store=gnome-libsecret']],
    [[`countersign://job/${ID}`]],
    [['--', `COUNTERSIGN://job/${ID}?service=Acme`]],
    [['/home/me/request.jwt']],
    [['-psn_0_12345']],
    [['--json']],
  ])('with %j is the app’s', (args) => {
    expect(packaged(...args)).toBeNull();
    expect(fromCheckout('.', ...args)).toBeNull();
    expect(fromCheckout('--inspect=0', '--remote-debugging-port=0', '/opt/checkout', ...args)).toBeNull();
  });

  it('does not take the app’s folder for a command, whatever its name', () => {
    for (const folder of ['.', 'status', 'add', '/status']) expect(fromCheckout('--no-sandbox', folder)).toBeNull();
    expect(fromCheckout('-r', 'status', '.', '--no-sandbox')).toBeNull();
    expect(readCommand(['/x/electron'], true)).toBeNull();
    expect(readCommand([], false)).toBeNull();
  });
});

describe('a command', () => {
  it('is found after the app’s folder and switches of Chromium', () => {
    const status = { name: 'status', json: true };
    expect(packaged('status', '--json')).toEqual(status);
    expect(packaged('--no-sandbox', '--ozone-platform=headless', '--password-store=basic', 'status', '--json')).toEqual(
      status,
    );
    expect(fromCheckout('--no-sandbox', '--ozone-platform=headless', '.', 'status', '--json')).toEqual(status);
    expect(fromCheckout('.', '--no-sandbox', 'status', '--json')).toEqual(status);
    expect(fromCheckout('-r', '/tmp/x.js', 'status', 'status', '--json')).toEqual(status);
  });

  it('add takes IDs, links, files and standard input in their order', () => {
    expect(packaged('add', ID, '@ids.txt', '-', 'https://scope.example/scope/x', '--practice', '--json')).toEqual({
      name: 'add',
      sources: [
        { kind: 'argument', text: ID },
        { kind: 'file', path: 'ids.txt' },
        { kind: 'standard-input' },
        { kind: 'argument', text: 'https://scope.example/scope/x' },
      ],
      practice: true,
      json: true,
    });
  });

  it('add takes an ID that begins with hyphens, and anything after --', () => {
    const dashed = '--practice-and-more1';
    expect(packaged('add', `-${ID.slice(1)}`, dashed)).toMatchObject({
      sources: [
        { kind: 'argument', text: `-${ID.slice(1)}` },
        { kind: 'argument', text: dashed },
      ],
      practice: false,
    });
    expect(packaged('add', '--', '--practice', ID)).toMatchObject({
      sources: [
        { kind: 'argument', text: '--practice' },
        { kind: 'argument', text: ID },
      ],
      practice: false,
    });
  });

  it('list takes a filter in both spellings', () => {
    expect(packaged('list')).toEqual({ name: 'list', filter: 'open', json: false });
    expect(packaged('list', '--filter', 'done')).toEqual({ name: 'list', filter: 'done', json: false });
    expect(packaged('list', '--json', '--filter=all')).toEqual({ name: 'list', filter: 'all', json: true });
  });

  it('open takes one ID', () => {
    expect(packaged('open', ID)).toEqual({ name: 'open', jobId: ID });
    expect(packaged('open', `-${ID.slice(1)}`)).toEqual({ name: 'open', jobId: `-${ID.slice(1)}` });
  });

  it('check-config takes a file, or none', () => {
    expect(packaged('check-config')).toEqual({ name: 'check-config', path: null, json: false });
    expect(packaged('check-config', 'a b.json', '--json')).toEqual({
      name: 'check-config',
      path: 'a b.json',
      json: true,
    });
    expect(packaged('check-config', '--', '--json')).toEqual({ name: 'check-config', path: '--json', json: false });
  });

  it('verify takes files, and the fingerprint that they are held to', () => {
    expect(packaged('verify', 'a b.evidence', 'c')).toEqual({
      name: 'verify',
      paths: ['a b.evidence', 'c'],
      auditKey: null,
    });
    for (const args of [
      ['--audit-key', 'x', 'a'],
      ['a', '--audit-key=x'],
    ]) {
      expect(packaged('verify', ...args)).toEqual({ name: 'verify', paths: ['a'], auditKey: 'x' });
    }
    expect(packaged('verify', '--', '--audit-key')).toMatchObject({ paths: ['--audit-key'], auditKey: null });
  });

  it('help and version are told wherever they are asked for', () => {
    for (const args of [['help'], ['--help'], ['-h'], ['--no-sandbox', '--help'], ['add', '--help'], ['list', '-h']]) {
      expect(packaged(...args)).toEqual({ name: 'help' });
      expect(fromCheckout('.', ...args)).toEqual({ name: 'help' });
    }
    expect(packaged('--version')).toEqual({ name: 'version' });
  });

  it.each([
    [['stauts'], 'unknown-command', 'stauts'],
    [['constructor'], 'unknown-command', 'constructor'],
    [['approve', ID], 'unknown-command', 'approve'],
    [['add'], 'nothing-to-add', ''],
    [['add', '--practice'], 'nothing-to-add', ''],
    [['add', '-', ID, '-'], 'one-standard-input', ''],
    [['add', ID, '--force'], 'unknown-option', '--force'],
    [['add', ID, '--practice=yes'], 'unknown-option', '--practice=yes'],
    [['add', ID, '-x'], 'unknown-option', '-x'],
    [['list', 'all'], 'not-expected', 'all'],
    [['list', '--filter', 'mine'], 'unknown-filter', 'mine'],
    [['list', '--filter'], 'unknown-filter', ''],
    [['list', '--filter='], 'unknown-filter', ''],
    [['list', '--filter', 'toString'], 'unknown-filter', 'toString'],
    [['status', 'now'], 'not-expected', 'now'],
    [['status', '--filter=all'], 'unknown-option', '--filter=all'],
    [['open'], 'one-job', ''],
    [['open', 'x'], 'one-job', 'x'],
    [['open', ID, ID], 'one-job', `${ID} ${ID}`],
    [['open', ID, '--json'], 'unknown-option', '--json'],
    [['add', ID, '--service'], 'service-name', ''],
    [['list', '--service='], 'service-name', ''],
    [['status', '--service', 'a\nb'], 'service-name', 'a\nb'],
    [['open', ID, '--service', 'x'.repeat(81)], 'service-name', 'x'.repeat(81)],
    [['check-config', 'a', 'b'], 'not-expected', 'b'],
    [['check-config', ''], 'not-expected', ''],
    [['check-config', '--fix'], 'unknown-option', '--fix'],
    [['verify'], 'nothing-to-verify', ''],
    [['verify', 'a', '--audit-key'], 'nothing-to-verify', ''],
    [['verify', 'a', '--audit-key='], 'nothing-to-verify', ''],
    [['verify', 'a', '--json'], 'unknown-option', '--json'],
  ])('%j is wrong usage', (args, problem, value) => {
    expect(packaged(...args)).toEqual({ name: 'usage', problem, value });
  });
});

it('every command takes the service that is meant', () => {
  expect(packaged('add', '--service', 'East desk', ID)).toMatchObject({ name: 'add', service: 'East desk' });
  expect(packaged('list', '--service=East desk')).toMatchObject({ name: 'list', service: 'East desk' });
  expect(packaged('status', '--service', 'east')).toEqual({ name: 'status', json: false, service: 'east' });
  expect(packaged('open', ID, '--service=east')).toEqual({ name: 'open', jobId: ID, service: 'east' });
});

it('whatever the arguments, they are read or refused', () => {
  const words = fc.constantFrom(
    'add',
    'list',
    'status',
    'open',
    'check-config',
    'verify',
    'help',
    '--json',
    '--filter',
    '--service',
    '--',
    '-',
    '@',
    ID,
    '.',
    '-r',
    '__proto__',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(words, fc.string())), fc.boolean(), (args, defaultApp) => {
      const command = readCommand(['/x/app', ...args], defaultApp);
      expect(command === null || typeof command.name === 'string').toBe(true);
    }),
    { numRuns: 2_000 },
  );
});
