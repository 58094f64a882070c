/** A hexadecimal digest in groups of eight, so that two of them can be compared by eye; copying gives bare hex. */
export function Digest({ hex }: { readonly hex: string }) {
  return (
    <code className="digest">
      {Array.from({ length: Math.ceil(hex.length / 8) }, (_, group) => {
        const part = hex.slice(group * 8, group * 8 + 8);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the groups of a digest have no identity but their place
          <span key={group}>{part}</span>
        );
      })}
    </code>
  );
}
