/** One hexadecimal SHA-256 for names and contents of all the files in `places`, relative to `root`. */
export function inputsDigest(root: string, places: readonly string[]): Promise<string>;
