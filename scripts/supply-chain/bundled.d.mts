/** The place of the package that a module of a bundle is from; null for a source of ours. */
export function packageOf(id: string, root: string): string | null;
/** What the last build noted: places below the root, sorted. */
export function readBundled(): string[];
