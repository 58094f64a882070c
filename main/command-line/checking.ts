import { resolve } from 'node:path';
import type { Finding, Policy, Settings } from '../../preload/contract.ts';
import { foreign } from '../../preload/words/foreign.ts';
import { parseTrustedKeys } from '../config.ts';
import { finding } from '../errors.ts';
import { type ManagedConfig, type ManagedService, unmanaged } from '../managed/managed-config.ts';
import type { MachineSource } from '../managed/source-text.ts';
import { type InvalidConfig, readManagedConfig, readNamed } from '../managed/sources.ts';
import { findingWords, say } from '../words.ts';
import type { Command } from './arguments.ts';
import { cell, json } from './print.ts';
import { type ExitCode, exitCodes, type Terminal } from './terminal.ts';

type CheckConfig = Extract<Command, { name: 'check-config' }>;

/** Where an administrator's settings can come from. */
export interface ConfigSources {
  readonly machine: MachineSource;
  /** The file that COUNTERSIGN_CONFIG names. */
  readonly configPath: string | undefined;
}

/** Checks a file as the app would at its start, or what holds on this computer, and tells what is fixed by it. */
export async function checkConfig(
  { path, json: asJson }: CheckConfig,
  { machine, configPath }: ConfigSources,
  terminal: Terminal,
): Promise<ExitCode> {
  const config = path === null ? await readManagedConfig(machine, configPath) : await readOne(path, machine);
  const invalid = 'problems' in config;
  if (asJson) await terminal.result(configJson(config));
  else {
    if (path === null && config.path !== null)
      await terminal.note(say('command.config.holds', { place: shown(config.path) }));
    await terminal.result(
      invalid ? config.problems.map((one) => problemLine(config.path, one)).join('\n') : summary(config, machine),
    );
    if (invalid) await terminal.note(say('command.config.problems', { count: config.problems.length }));
    else if (config.passedOver)
      await terminal.note(say('command.config.passedOver', { path: shown(config.passedOver) }));
  }
  return invalid ? exitCodes.refused : exitCodes.done;
}

/** The machine's own file is judged with its rights, by whichever way it was asked for. */
async function readOne(path: string, machine: MachineSource): Promise<ManagedConfig | InvalidConfig> {
  const ofMachine = resolve(path) === machine.file ? await readManagedConfig(machine, undefined) : unmanaged;
  return ofMachine === unmanaged ? readNamed(path) : ofMachine;
}

const shown = (path: string): string => String(foreign(path));

/** What is wrong with a field, without its name and line, which stand before it. */
function parted({ code, values = {} }: Finding) {
  const { line, field, ...others } = values;
  return { line: line ?? null, field: field ?? null, code, words: findingWords(finding(code, others)) };
}

/** As compilers write it, so that editors find the place: `file:line: field: words`. */
function problemLine(place: string, problem: Finding): string {
  const { line, field, words } = parted(problem);
  const at = [shown(place), ...(line === null ? [] : [line])].join(':');
  return [at, ...(field === null ? [] : [cell(String(field))]), words].join(': ');
}

function summary(config: ManagedConfig, machine: MachineSource): string {
  if (config.path === null) return say('command.config.none', { place: machine.place });
  return [
    say('command.config.inOrder', { place: shown(config.path) }),
    ...config.services.flatMap(serviceLines),
    ...section(say('command.config.all'), [...fieldLines(config.settings), ...policyLines(config.policy)]),
    ...(config.updates ? section(say('command.config.updates'), updateLines(config.updates)) : []),
  ].join('\n');
}

const section = (title: string, lines: readonly string[]): string[] => [
  title,
  ...(lines.length > 0 ? lines : [say('command.config.nothing')]).map((line) => `  ${line}`),
];

function serviceLines({ id, settings, acceptServiceStatements, mayConfirm, policy }: ManagedService): string[] {
  const { serviceName, ...others } = settings;
  const title =
    serviceName === undefined
      ? say('command.config.unnamed', { id })
      : say('command.config.service', { id, name: cell(serviceName) });
  const allowed = { ...(acceptServiceStatements && { acceptServiceStatements }), ...(mayConfirm && { mayConfirm }) };
  return section(title, [
    ...fieldLines(others),
    ...Object.entries(allowed).map(([name, value]) => `${name}: ${value}`),
    ...policyLines(policy),
  ]);
}

const policyLines = (policy: Partial<Policy> = {}): string[] =>
  Object.entries(policyJson(policy)).map(([name, value]) => `policy.${name}: ${cell(JSON.stringify(value))}`);

/** By the names that the file has for it. */
function policyJson({ claimRules, allowedScopes, ...others }: Partial<Policy>): Record<string, unknown> {
  return { ...(claimRules && { claims: claimRules }), ...(allowedScopes && { scopes: allowedScopes }), ...others };
}

const linesOf = (text: string): string[] => text.split('\n').filter((line) => line !== '');

/** Settings as the file has them, where that differs from how they are kept. */
const settingsJson = ({ rejectReasons, ...others }: Partial<Settings>): Record<string, unknown> => ({
  ...others,
  ...(rejectReasons !== undefined && { rejectReasons: linesOf(rejectReasons) }),
});

const fieldLines = (settings: Partial<Settings>): string[] =>
  Object.entries(settings).map(([name, value]) => {
    if (name === 'rejectReasons') return `${name}: ${cell(JSON.stringify(linesOf(String(value))))}`;
    if (name === 'trustedKeys') return `${name}: ${keysIn(String(value))}`;
    return `${name}: ${value === '' ? say('command.config.empty') : cell(String(value))}`;
  });

function keysIn(text: string): string {
  const parsed = parseTrustedKeys(text);
  return say('command.config.keys', { count: 'keys' in parsed ? parsed.keys.length : 0 });
}

const updateLines = ({ feed, key, channel }: NonNullable<ManagedConfig['updates']>): string[] => [
  `feed: ${cell(feed)}`,
  `key: ${key.x}`,
  `channel: ${channel}`,
];

function configJson(config: ManagedConfig | InvalidConfig): string {
  if ('problems' in config) {
    return json({ path: config.path, inOrder: false, problems: config.problems.map(parted) });
  }
  const { path, passedOver, services, settings, policy, updates } = config;
  const told = services.map(({ id, settings: { serviceName, trustedKeys, ...others }, policy: own, ...allowed }) => ({
    id,
    name: serviceName ?? null,
    ...(trustedKeys !== undefined && { trustedKeys: JSON.parse(trustedKeys) as unknown }),
    ...settingsJson(others),
    ...allowed,
    ...(own && { policy: policyJson(own) }),
  }));
  return json({
    path,
    inOrder: true,
    problems: [],
    passedOver,
    services: told,
    settings: settingsJson(settings),
    ...(policy && { policy: policyJson(policy) }),
    updates,
  });
}
