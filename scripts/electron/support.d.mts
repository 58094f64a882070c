export function checkElectronSupport(
  version: string,
  options?: { readonly now?: number; readonly smoke?: boolean },
): Promise<string | null>;
