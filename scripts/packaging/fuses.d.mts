export const fuses: Readonly<Record<string, boolean>>;
export function readFuses(executable: string): Promise<Record<string, 'on' | 'off' | 'removed' | 'unknown'>>;
export function setFuses(executable: string): Promise<void>;
