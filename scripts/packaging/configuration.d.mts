// biome-ignore lint/suspicious/noExplicitAny: electron-builder's own schema is checked by electron-builder
export function builderConfiguration(): Promise<any>;
// biome-ignore lint/suspicious/noExplicitAny: package.json
export function manifest(): any;
export function sourceDate(
  capture: (
    command: string,
    args: string[],
    options: { cwd: string },
  ) => Promise<{ code: number | null; stdout: string }>,
  cwd: string,
): Promise<number>;
