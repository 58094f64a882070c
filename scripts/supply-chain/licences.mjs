import parse from 'spdx-expression-parse';

/**
 * Licences under which a package may be part of what is shipped: each lets it be passed on in a package like ours, as long
 * as its notice comes along.
 */
export const forShipping = ['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'Apache-2.0', 'BlueOak-1.0.0'];

/** Beyond these, for tools that build and test and are passed on to nobody. */
export const forTools = [...forShipping, 'MPL-2.0', 'Python-2.0', 'CC0-1.0', 'CC-BY-3.0', 'WTFPL'];

/**
 * Whether what a licence expression leaves to be chosen can be met by allowed licences alone. An exception, an
 * "or any later version" or a name that SPDX does not have is not allowed: somebody has to read it first.
 * @param {string | undefined} expression SPDX licence expression (SPDX 2.3, annex D)
 * @param {readonly string[]} allowed
 */
export const allows = (expression, allowed) => {
  /** @param {import('spdx-expression-parse').Info} node @returns {boolean} */
  const holds = (node) => {
    if ('conjunction' in node) {
      const both = [holds(node.left), holds(node.right)];
      return node.conjunction === 'and' ? both.every(Boolean) : both.some(Boolean);
    }
    return 'license' in node && !('plus' in node) && !('exception' in node) && allowed.includes(node.license);
  };
  try {
    return holds(parse(expression ?? ''));
  } catch {
    return false;
  }
};
