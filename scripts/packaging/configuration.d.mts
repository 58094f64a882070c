// biome-ignore lint/suspicious/noExplicitAny: electron-builder's own schema is checked by electron-builder
export function builderConfiguration(): Promise<any>;
// biome-ignore lint/suspicious/noExplicitAny: package.json
export function manifest(): any;
