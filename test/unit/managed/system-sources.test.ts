import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { macPreferences } from '../../../main/managed/mac-preferences.ts';
import { unmanaged } from '../../../main/managed/managed-config.ts';
import type { SourceText } from '../../../main/managed/source-text.ts';
import { readManagedConfig } from '../../../main/managed/sources.ts';
import { type RunTool, runTool, type ToolAnswer } from '../../../main/managed/system-tool.ts';
import { systemFolderFrom, windowsPolicy } from '../../../main/managed/windows-policy.ts';

const answer = (output: string, complaint = '', code: number | null = complaint ? 1 : 0): ToolAnswer => ({
  code,
  output: Buffer.from(output),
  complaint,
});

/** Answers as the tool was seen or is documented to answer, by its arguments; notes what it was asked. */
const recorded = (answers: Readonly<Record<string, ToolAnswer>>) => {
  const asked: string[] = [];
  const run: RunTool = async (program, args) => {
    asked.push([program, ...args].join(' '));
    return answers[args.join(' ')] ?? answer('', `ERROR: Invalid syntax: ${args.join(' ')}`);
  };
  return { run, asked };
};
const codeOf = (text: SourceText) => (text.state === 'refused' ? text.problem.code : text.state);

describe('the policy of Windows', () => {
  const key = 'HKLM\\SOFTWARE\\Policies\\Countersign';
  const long = 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies';
  const others = `\r\n${long}\\Google\r\n${long}\\Microsoft\r\n${long}\\Countersigned\r\n`;
  const listed = answer(`${others}${long}\\Countersign\r\n`);
  const held = (kind: string, data: string) =>
    answer(`\r\n${long}\\Countersign\r\n    Configuration    ${kind}    ${data}\r\n\r\n`);
  const parent = 'query HKLM\\SOFTWARE\\Policies /reg:64';
  const value = `query ${key} /v Configuration /reg:64`;
  const apart = `query ${key} /v Configuration /se \u001f /reg:64`;
  const whole = `query ${key} /reg:64`;
  const notFound = answer('', 'ERROR: The system was unable to find the specified registry key or value.');
  const denied = answer('', 'ERROR: Access is denied.');
  const read = (answers: Readonly<Record<string, ToolAnswer>>) =>
    windowsPolicy(recorded(answers).run, () => 'C:\\WINDOWS\\System32').read();

  it('is the text of a value, asked of the system’s own tool', async () => {
    const tool = recorded({ [parent]: listed, [value]: held('REG_SZ', '{"undoSeconds":7,\n    "notify":false}') });
    const machine = windowsPolicy(tool.run, () => 'C:\\WINDOWS\\System32');
    expect(await readManagedConfig(machine, 'C:\\mine.json')).toEqual({
      ...unmanaged,
      path: `${key}\\Configuration`,
      passedOver: 'C:\\mine.json',
      settings: { undoSeconds: 7, notify: false },
    });
    expect(tool.asked).toEqual([`C:\\WINDOWS\\System32\\reg.exe ${parent}`, `C:\\WINDOWS\\System32\\reg.exe ${value}`]);
  });

  it('may be written in several strings, which are its lines', async () => {
    const inOne = '{\\0  "inboxFolder": "C:\\\\0in"\\0}';
    const lines = ['{', '  "inboxFolder": "C:\\\\0in"', '}'];
    const text = await read({
      [parent]: listed,
      [value]: held('REG_MULTI_SZ', inOne),
      [apart]: held('REG_MULTI_SZ', lines.join('\u001f')),
    });
    expect(text.state === 'given' && text.text.trim()).toBe(lines.join('\n'));
  });

  it('is taken to the letter: no variable of the user’s is put into it', async () => {
    const text = await read({ [parent]: listed, [value]: held('REG_EXPAND_SZ', '{"service":{"name":"%USERNAME%"}}') });
    expect(text.state === 'given' && text.text).toContain('"%USERNAME%"');
  });

  it('is none where its key is not listed, or holds no such value', async () => {
    expect(await read({ [parent]: answer(others) })).toEqual({ state: 'absent' });
    const empty = answer(`\r\n${long}\\Countersign\r\n    Other    REG_SZ    Configuration    REG_SZ\r\n\r\n`);
    expect(await read({ [parent]: listed, [value]: notFound, [whole]: empty })).toEqual({ state: 'absent' });
  });

  it.each<[string, Readonly<Record<string, ToolAnswer>>, string]>([
    ['the tool is missing', { [parent]: answer('', 'spawn ENOENT', null) }, 'config-tool-failed'],
    ['the policies may not be listed', { [parent]: denied }, 'config-tool-failed'],
    ['the key may not be read', { [parent]: listed, [value]: denied, [whole]: denied }, 'config-tool-failed'],
    [
      'the value is there and is not given',
      { [parent]: listed, [value]: denied, [whole]: held('REG_SZ', '{}') },
      'config-tool-failed',
    ],
    ['the value is a number', { [parent]: listed, [value]: held('REG_DWORD', '0x1') }, 'config-policy-kind'],
    [
      'the console has changed its letters',
      {
        [parent]: listed,
        [value]: { ...held('REG_SZ', ''), output: Buffer.from(`    Configuration    REG_SZ    {"ä`) },
      },
      'config-policy-letters',
    ],
  ])('is never passed over where %s', async (_, answers, code) => {
    expect(codeOf(await read(answers))).toBe(code);
  });

  it('finds the system’s folder by what is loaded, not by what the user set', () => {
    const modules = ['C:\\Apps\\Countersign.exe', 'D:\\WINDOWS\\SYSTEM32\\ntdll.dll', 'C:\\x\\KERNEL32.DLL'];
    expect(systemFolderFrom(modules)).toBe('D:\\WINDOWS\\SYSTEM32');
    expect(systemFolderFrom(['/lib/x86_64-linux-gnu/libc.so.6'])).toBe('C:\\Windows\\System32');
  });
});

describe.runIf(process.getuid)('the managed preferences of macOS', () => {
  const us = process.getuid?.() ?? 0;
  let folder: string;
  let place: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'countersign-preferences-'));
    mkdirSync(join(folder, 'Managed Preferences'), { mode: 0o755 });
    place = join(folder, 'Managed Preferences', 'org.countersign.desktop.plist');
    writeFileSync(place, 'bplist00', { mode: 0o644 });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const command = '-convert json -o - -';
  const read = (given: ToolAnswer) => macPreferences(recorded({ [command]: given }).run, place, us).read();

  it('are the settings of a profile, without what every payload has', async () => {
    let input = '';
    const run: RunTool = async (program, args, bytes) => {
      expect([program, ...args].join(' ')).toBe(`/usr/bin/plutil ${command}`);
      input = Buffer.from(bytes ?? []).toString();
      return answer(
        '{"PayloadUUID":"4A6D","PayloadVersion":1,"pollSeconds":0.10000000000000001,"service":{"name":"A\\/B"}}',
      );
    };
    const config = await readManagedConfig(macPreferences(run, place, us), undefined);
    expect(config).toMatchObject({
      path: place,
      settings: { pollSeconds: 0.1 },
      services: [{ settings: { serviceName: 'A/B' } }],
    });
    expect(input).toBe('bplist00');
  });

  it('name problems by their field alone, since nobody wrote lines', async () => {
    const machine = macPreferences(recorded({ [command]: answer('{"undoSecond":1}') }).run, place, us);
    expect(await readManagedConfig(machine, undefined)).toMatchObject({
      problems: [{ code: 'config-unknown-field', values: { field: 'undoSecond' } }],
    });
  });

  it('are none where the file is absent', async () => {
    rmSync(place);
    expect(await read(answer('{}'))).toEqual({ state: 'absent' });
  });

  it('are never passed over where the tool fails, or says something else than JSON', async () => {
    const invalid = answer('<stdin>: invalid object in plist for destination format\n', '', 1);
    expect(await read(invalid)).toMatchObject({
      problem: { code: 'config-tool-failed', values: { detail: expect.stringContaining('invalid object') } },
    });
    expect(codeOf(await read(answer('', 'spawn ENOENT', null)))).toBe('config-tool-failed');
    expect(codeOf(await read(answer('{')))).toBe('config-tool-failed');
  });

  it('fix nothing where others than root may write to them', async () => {
    chmodSync(place, 0o666);
    expect(codeOf(await read(answer('{}')))).toBe('config-not-roots');
  });
});

describe('a tool of the system', () => {
  const node = process.execPath;

  it('is run by its whole path, with what it is given to read and nothing of the environment', async () => {
    const script = 'process.stdin.pipe(process.stdout); process.stderr.write(JSON.stringify(Object.keys(process.env)))';
    const { code, output, complaint } = await runTool(node, ['-e', script], Buffer.from('given'));
    expect({ code, output: output.toString() }).toEqual({ code: 0, output: 'given' });
    // What Windows adds to every process is its own.
    if (process.platform !== 'win32') expect(complaint).toBe('[]');
    await expect(async () => runTool('plutil', [])).rejects.toThrow('not an absolute path');
  });

  it('fails by its exit code, and by none where it could not be started', async () => {
    expect(await runTool(node, ['-e', 'console.error("no"); process.exit(3)'])).toMatchObject({
      code: 3,
      complaint: 'no',
    });
    const absent = await runTool(join(tmpdir(), 'countersign-no-such-tool'), []);
    expect(absent).toMatchObject({ code: null, complaint: expect.stringContaining('ENOENT') });
  });

  it('may end without reading what it is given', async () => {
    const all = Buffer.alloc(4 * 1024 * 1024, 'x');
    expect(await runTool(node, ['-e', 'process.exit(0)'], all)).toMatchObject({ code: 0 });
  });
});
