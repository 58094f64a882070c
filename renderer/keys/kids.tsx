/** Keys by the names that their tokens carry. */
export const Kids = ({ of }: { readonly of: readonly string[] }) => (
  <>
    {of.map((kid) => (
      <code key={kid}>{kid} </code>
    ))}
  </>
);
