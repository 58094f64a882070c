import type { Section } from './checklist.mjs';
import type { NamedTest } from './named-tests.mjs';

/** What is wrong between checklist and tests; nothing when all is well. */
export function complaints(sections: readonly Section[], tests: readonly NamedTest[]): string[];
/** docs/security.md as it should be. */
export function tableText(sections: readonly Section[], tests: readonly NamedTest[]): string;
