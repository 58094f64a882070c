export interface Line {
  readonly number: number;
  readonly says: string;
  readonly systems: Readonly<Record<string, string>>;
  readonly notYet?: string;
  readonly partly?: string;
}
export interface Section {
  readonly name: string;
  readonly lines: readonly Line[];
}
export function checklist(): readonly Section[];
